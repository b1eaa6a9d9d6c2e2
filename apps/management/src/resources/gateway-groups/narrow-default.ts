import { AppError } from "@zerq/errors/app-error";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { ClientSession, Model } from "mongoose";
import { DEFAULT_GROUP } from "../../changes/audiences.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { headModel, readHead } from "../../changes/head.ts";
import { systemActor } from "../../changes/system-actor.ts";
import { clientModel } from "../clients/client.model.ts";
import { credentialModel } from "../credentials/credential.model.ts";
import { policyModel } from "../policies/policy.model.ts";
import { profileModel } from "../profiles/profile.model.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { projectGroup } from "./project-group.ts";
import { submitOnce } from "./submit-once.ts";

/**
 * Takes from the gateways what they were given before there were groups and don't hold any more, such as a client without a
 * collection: one version, once. What is left over would stay out of sight: a profile that is deleted while its client has no
 * collection would be valid again, in their memory, as soon as the client is given one.
 */
export async function narrowDefaultGroup(context: ResourceContext, changes: ChangeLog): Promise<void> {
  const { connection } = context;
  if ((await readHead(connection)).isWide !== true) return;
  await submitOnce(changes, {
    context: systemActor("gateway-groups"),
    async plan(session) {
      if ((await readHead(connection, session)).isWide !== true) throw new AppError("conflict");
      const operation = {
        updateOne: { filter: { _id: "head" } as never, update: { $unset: { isWide: "" } } },
      };
      return {
        writes: [{ collection: headModel(connection).collection.name, operation }],
        audit: {
          action: "gateway-groups.narrow",
          resource: { type: "gateway-groups", id: "gateway-groups", key: "gateway-groups" },
          body: null,
          before: null,
          after: null,
        },
        gateways: async () => new Map([[DEFAULT_GROUP, await leftOver(context, session)]]),
        portal: [],
        result: undefined,
      };
    },
  });
}

async function leftOver(context: ResourceContext, session: ClientSession): Promise<EntityChange[]> {
  const { connection } = context;
  const held = new Set(
    (await projectGroup(context, session, DEFAULT_GROUP)).map(({ kind, id }) => `${kind} ${id}`),
  );
  const kinds: [string, Model<never>][] = [
    ["client", clientModel(connection) as never],
    ["profile", profileModel(connection) as never],
    ["policy", policyModel(connection) as never],
    ["credential", credentialModel(connection) as never],
  ];
  const gone: EntityChange[] = [];
  for (const [kind, model] of kinds) {
    const stored = await model.find().select({ _id: 1 }).session(session).lean<{ _id: object }[]>();
    const ids = stored.map(({ _id }) => String(_id)).filter((id) => !held.has(`${kind} ${id}`));
    gone.push(...ids.map((id) => ({ op: "delete" as const, kind, id })));
  }
  return gone;
}
