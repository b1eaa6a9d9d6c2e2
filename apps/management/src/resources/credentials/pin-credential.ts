import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { credentialForGroups } from "../gateway-groups/referred-for-groups.ts";
import { objectId } from "../resource-document.ts";
import type { Consequence, ResourceContext } from "../resource-kind.ts";
import { type CredentialDocument, credentialModel } from "./credential.model.ts";
import { credentialShapes } from "./credential-types.ts";

/**
 * A credential may only go where its `origins` say: whoever can edit a collection could otherwise point it at a host of
 * their own and read the secret there (threat 27).
 * @param path the field that is wrong, for the refusal
 * @throws AppError `validation_failed` when the target is elsewhere, or the credential doesn't exist
 */
export async function refuseForeignTarget(
  context: ResourceContext,
  session: ClientSession,
  use: { credentialId: string | null; targets: readonly string[]; path: string },
): Promise<void> {
  const credential = await load(context, session, use.credentialId);
  if (credential === undefined) return;
  if (!credentialShapes[credential.type].isApplied) throw notApplied(credential);
  if (credential.origins.length === 0) return;
  if (originsOf(use.targets).every((origin) => credential.origins.includes(origin))) return;
  throw new AppError("validation_failed", {
    message: `The credential ${credential.key} may not be sent to this target. Add the origin to the credential first.`,
    details: [
      { path: use.path, code: "origin_not_allowed", message: "is not one of the credential's origins" },
    ],
  });
}

/**
 * A credential without origins belongs to the first target that it is used for: from then on it goes nowhere else.
 * @returns what to write besides, if anything
 */
export async function pinCredential(
  context: ResourceContext,
  session: ClientSession,
  use: { credentialId: string | null; targets: readonly string[] },
): Promise<Consequence | undefined> {
  const credential = await load(context, session, use.credentialId);
  if (credential === undefined || credential.origins.length > 0) return undefined;
  const pinned: CredentialDocument = {
    ...credential,
    origins: originsOf(use.targets),
    revision: credential.revision + 1,
    updatedAt: new Date(),
  };
  return {
    writes: [
      {
        collection: credentialModel(context.connection).collection.name,
        operation: {
          replaceOne: {
            filter: { _id: credential._id, revision: credential.revision },
            replacement: pinned as never,
          },
        },
      },
    ],
    gateways: credentialForGroups(context, pinned),
    portal: [],
    audit: { pinnedCredential: { key: pinned.key, origins: pinned.origins } },
  };
}

/** Gateways would know nothing to do with it, and the routes would be out of service. */
function notApplied({ key, type }: CredentialDocument): AppError {
  return new AppError("validation_failed", {
    message: `The credential ${key} is of type ${type}, which isn't sent with requests.`,
    details: [{ path: "credentialId", code: "not_applied", message: `is of type ${type}` }],
  });
}

function originsOf(targets: readonly string[]): string[] {
  return [...new Set(targets.map((url) => new URL(url).origin))];
}

async function load(
  { connection }: ResourceContext,
  session: ClientSession,
  id: string | null,
): Promise<CredentialDocument | undefined> {
  if (id === null) return undefined;
  const found = await credentialModel(connection)
    .findOne({ _id: objectId(id) })
    .session(session)
    .lean<CredentialDocument>();
  return found ?? undefined;
}
