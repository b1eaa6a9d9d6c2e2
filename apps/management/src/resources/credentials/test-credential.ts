import { AppError } from "@zerq/errors/app-error";
import type { TestCredential } from "@zerq/plane-protocol/command-body";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { trusted } from "mongoose";
import { DEFAULT_GROUP, groupsOf } from "../../changes/audiences.ts";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { nothingForGroups } from "../../changes/group-changes.ts";
import { readHead } from "../../changes/head.ts";
import type { GatewayCommands } from "../../gateways/gateway-commands.ts";
import { type CollectionDocument, collectionModel } from "../collections/collection.model.ts";
import { targetUrls } from "../collections/target-urls.ts";
import { GroupReader } from "../gateway-groups/group-reader.ts";
import { gatewayCredential } from "../projections/gateway-projections.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { type CredentialDocument, credentialModel } from "./credential.model.ts";
import { credentialShapes } from "./credential-types.ts";
import type { TestInput, TestOutput } from "./test-credential.schema.ts";
import type { TestThrottle } from "./test-throttle.ts";

export type TestCredentials = (
  actor: ActorContext,
  id: string,
  input: TestInput,
) => Promise<{ outcome: TestOutput; configVersion: number }>;

/**
 * Tries a credential on a gateway, where its names resolve and its requests come from. Nothing is stored but the audit entry,
 * which takes a version of its own that changes nothing, since each entry has exactly one.
 * @throws AppError `not_found`; `conflict` for a type that isn't applied or a credential that has nowhere to go;
 *   `validation_failed` for a URL elsewhere than its origins; `too_many_requests`; `no_gateway`
 */
export function createTestCredentials(
  context: ResourceContext,
  changes: ChangeLog,
  commands: Pick<GatewayCommands, "ask">,
  throttle: TestThrottle,
): TestCredentials {
  return async (actor, id, input) => {
    const document = await credentialModel(context.connection)
      .findOne({ _id: objectId(id) })
      .lean<CredentialDocument>();
    if (document === null) throw new AppError("not_found");
    const url = urlOf(document, input);
    await throttle.count(actor.actor.subject, id);
    const { instanceId, answer } = await commands.ask(
      await commandFor(context, document, url),
      await groupsFor(context, id),
    );
    const outcome: TestOutput = {
      result: answer?.result ?? "no_answer",
      missing: answer?.missing ?? null,
      gateway: instanceId,
      url,
    };
    const { version } = await changes.submit({
      context: actor,
      plan: async () => auditOf(document, input, outcome),
    });
    return { outcome, configVersion: version };
  };
}

function urlOf({ key, type, origins }: CredentialDocument, { url }: TestInput): string | null {
  if (!credentialShapes[type].isApplied)
    throw new AppError("conflict", { message: `Credentials of type ${type} can't be tested.` });
  if (url !== undefined) {
    if (origins.includes(new URL(url).origin)) return url;
    throw new AppError("validation_failed", {
      details: [
        { path: "url", code: "origin_not_allowed", message: "is not on one of the credential's origins" },
      ],
    });
  }
  if (type === "oauth2_client") return null;
  const [origin] = origins;
  if (origin === undefined)
    throw new AppError("conflict", {
      message: `The credential ${key} has no origins yet, so it can't be sent anywhere.`,
    });
  return `${origin}/`;
}

async function commandFor(
  context: ResourceContext,
  document: CredentialDocument,
  url: string | null,
): Promise<TestCredential> {
  const change = gatewayCredential(context, document);
  if (change.op !== "put") throw new Error("a credential that is not projected was not refused");
  const tls =
    url === null ? null : await tlsTowards(context, document._id.toHexString(), new URL(url).origin);
  return {
    kind: "test-credential",
    credential: change.entity as GatewayEntity<"credential">,
    url,
    ...(tls !== null && { tls }),
  };
}

/** Other gateways must not get to know it; one that nothing uses yet goes to those that no group is named for. */
async function groupsFor({ connection }: ResourceContext, id: string): Promise<Set<string>> {
  const session = await connection.startSession();
  try {
    const declared = groupsOf((await readHead(connection, session)).audienceHashes);
    const holding = await new GroupReader(connection, session, declared).holdingCredential(id);
    return holding.size === 0 ? new Set([DEFAULT_GROUP]) : holding;
  } finally {
    await session.endSession();
  }
}

/** How the first collection that sends the credential there recognises the upstream; null: the usual way. */
async function tlsTowards({ connection }: ResourceContext, credentialId: string, origin: string) {
  const proxies = await proxyModel(connection).find({ credentialId }).lean();
  const ids = proxies.map(({ collectionId }) => objectId(collectionId));
  const collections = await collectionModel(connection)
    .find({ $or: [{ credentialId }, { _id: trusted({ $in: ids }) }] })
    .sort({ _id: 1 })
    .lean<CollectionDocument[]>();
  const user = collections.find((one) => targetUrls(one).some((target) => new URL(target).origin === origin));
  return user?.upstream.tls ?? null;
}

function auditOf(document: CredentialDocument, input: TestInput, outcome: TestOutput) {
  return {
    writes: [],
    audit: {
      action: "credential.test",
      resource: { type: "credential", id: document._id.toHexString(), key: document.key },
      body: input,
      before: null,
      after: outcome,
    },
    gateways: nothingForGroups,
    portal: [],
    result: undefined,
  };
}
