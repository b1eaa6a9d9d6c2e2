import { type Role, rolesAllow } from "@zerq/auth/permissions";
import { AppError } from "@zerq/errors/app-error";
import { type ClientSession, trusted } from "mongoose";
import type { ActorContext } from "../../changes/change.ts";
import { type CollectionDocument, collectionModel } from "../collections/collection.model.ts";
import { targetUrls } from "../collections/target-urls.ts";
import type { UpstreamTls } from "../collections/upstream.schema.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";

type Use = {
  credentialId: string | null;
  targets: readonly string[];
  tls: UpstreamTls | null | undefined;
  /** The field that is wrong, for the refusal. */
  path: string;
};

/**
 * How an upstream is recognised is a part of where a secret goes: a credential that is in use may be sent only under TLS
 * settings that it is used under already, unless the role says so. A new credential has none yet, and takes those of its
 * first use; that is how a secret is entered again.
 * @throws AppError `validation_failed`
 */
export async function refuseRetargetedTls(
  context: ResourceContext,
  session: ClientSession,
  actor: ActorContext["actor"],
  use: Use,
): Promise<void> {
  const { credentialId, path } = use;
  if (credentialId === null || !isSecure(use.targets)) return;
  if (rolesAllow(actor.roles as Role[], "credentials:retarget")) return;
  const collections = (await usersOf(context, session, credentialId)).filter((other) =>
    isSecure(targetUrls(other)),
  );
  const known = new Set(collections.map(({ upstream }) => identityOf(upstream.tls)));
  if (known.size === 0 || known.has(identityOf(use.tls))) return;
  throw new AppError("validation_failed", {
    message:
      "How the upstream of a credential in use is verified can only be changed with a new credential, or by an admin.",
    details: [
      { path, code: "secret_required", message: "needs the secret entered again, as a new credential" },
    ],
  });
}

/** The collections that send the credential, themselves or by a proxy, as they are stored. */
async function usersOf(
  { connection }: ResourceContext,
  session: ClientSession,
  credentialId: string,
): Promise<CollectionDocument[]> {
  const proxies = await proxyModel(connection).find({ credentialId }).session(session).lean();
  const ids = proxies.map(({ collectionId }) => objectId(collectionId));
  return collectionModel(connection)
    .find({ $or: [{ credentialId }, { _id: trusted({ $in: ids }) }] })
    .session(session)
    .lean<CollectionDocument[]>();
}

const isSecure = (targets: readonly string[]) => targets.some((url) => /^https:/i.test(url));

function identityOf(tls: UpstreamTls | null | undefined): string {
  return JSON.stringify([tls?.ca ?? null, tls?.serverName ?? null, tls?.verify ?? true]);
}
