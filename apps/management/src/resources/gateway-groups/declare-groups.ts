import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import { groupsOf } from "../../changes/audiences.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { readHead } from "../../changes/head.ts";
import { systemActor } from "../../changes/system-actor.ts";
import { collectionModel } from "../collections/collection.model.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { projectGroup } from "./project-group.ts";
import { submitOnce } from "./submit-once.ts";

/**
 * Declares the gateway groups of the settings that are not declared yet: one version, with an audit entry, from which on
 * each has a chain of its own. The list in the head is the one that counts, and it only grows: instances with different
 * settings, as while a new setting is rolled out, agree on it, and no chain ends that a gateway may still follow.
 */
export async function declareGroups(
  context: ResourceContext,
  changes: ChangeLog,
  wanted: readonly string[],
  logger: Logger,
): Promise<void> {
  const declared = groupsOf((await readHead(context.connection)).audienceHashes);
  if (wanted.some((group) => !declared.includes(group))) await declare(context, changes, wanted);
  const others = declared.filter((group) => !wanted.includes(group));
  for (const group of others) {
    const users = await collectionModel(context.connection).find({ gatewayGroups: group }).limit(20).lean();
    logger.warn("GATEWAY_GROUPS doesn't name a gateway group that is declared; it stays declared", {
      group,
      collections: users.map(({ key }) => key),
    });
  }
}

async function declare(
  context: ResourceContext,
  changes: ChangeLog,
  wanted: readonly string[],
): Promise<void> {
  await submitOnce(changes, {
    context: systemActor("gateway-groups"),
    async plan(_session, { groups }) {
      const added = wanted.filter((group) => !groups.includes(group));
      if (added.length === 0) throw new AppError("conflict");
      const declares = [...groups, ...added];
      return {
        writes: [],
        audit: {
          action: "gateway-groups.declare",
          resource: { type: "gateway-groups", id: "gateway-groups", key: "gateway-groups" },
          body: null,
          before: { groups },
          after: { groups: declares },
        },
        gateways: async (session) => {
          const learned = new Map<string, readonly EntityChange[]>();
          for (const group of added) learned.set(group, await projectGroup(context, session, group));
          return learned;
        },
        declares,
        portal: [],
        result: undefined,
      };
    },
  });
}
