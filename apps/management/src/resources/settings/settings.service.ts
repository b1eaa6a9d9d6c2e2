import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { z } from "zod";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { toEveryGroup } from "../../changes/group-changes.ts";
import { cors } from "../collections/cors.ts";
import { maxBodyBytes, timeouts } from "../fields.ts";
import { ipList } from "../ip-list.ts";
import { maintenance, maintenanceView } from "../maintenance.ts";
import { mergePatch } from "../merge-patch.ts";
import { parseInput } from "../parse-input.ts";
import { gatewaySettings } from "../projections.ts";
import { refusePatch } from "../refuse-patch.ts";
import type { ResourceContext } from "../resource-kind.ts";
import type { Changed } from "../resource-service.ts";
import { fieldWidenings } from "../widenings/field-widenings.ts";
import { toldAs } from "../widenings/warning.ts";
import { type SettingsDocument, settingsModel } from "./settings.model.ts";

export const settingsInput = z
  .object({
    deniedIps: ipList.default([]),
    maintenance,
    /** Of collections that have none of their own; where they have none either, the gateway's own settings hold. */
    cors,
    timeouts: timeouts.default({}),
    maxBodyBytes: maxBodyBytes.default(null),
  })
  .strict();

export type SettingsService = {
  get(): Promise<Record<string, unknown>>;
  update(
    actor: ActorContext,
    body: unknown,
    ifMatch: number | "any",
    mode: "merge" | "replace",
  ): Promise<Changed>;
};

export function createSettingsService(context: ResourceContext, changes: ChangeLog): SettingsService {
  const model = settingsModel(context.connection);
  const load = async (session?: ClientSession) => {
    const found = await model
      .findOne({ _id: "settings" })
      .session(session ?? null)
      .lean<SettingsDocument>();
    if (found === null) throw new AppError("not_found");
    return found;
  };
  return {
    get: async () => view(await load()),
    async update(actor, body, ifMatch, mode) {
      refusePatch(settingsInput, body, mode);
      const { version, result } = await changes.submit({
        context: actor,
        async plan(session) {
          const before = await load(session);
          if (ifMatch !== "any" && ifMatch !== before.revision) throw new AppError("precondition_failed");
          const whole = mode === "merge" ? merged(before, body) : body;
          const after: SettingsDocument = {
            _id: "settings",
            ...parseInput(settingsInput, whole),
            updatedAt: new Date(),
            revision: before.revision + 1,
          };
          const warnings = fieldWidenings("settings", toInput(before), toInput(after));
          return {
            writes: [
              {
                collection: model.collection.name,
                operation: {
                  replaceOne: {
                    filter: { _id: "settings", revision: before.revision } as never,
                    replacement: after as never,
                  },
                },
              },
            ],
            audit: {
              action: "settings.update",
              resource: { type: "settings", id: "settings", key: "settings" },
              body,
              before: view(before),
              after: view(after),
              ...toldAs("widenings", warnings),
            },
            gateways: toEveryGroup([gatewaySettings(after)]),
            portal: [],
            result: { document: after, warnings },
          };
        },
      });
      const { document, warnings } = result;
      const { revision } = document;
      return { resource: view(document), revision, configVersion: version, shown: {}, warnings };
    },
  };
}

/** CORS rules are lists: merging two of them would leave some of the old ones. */
function merged(before: SettingsDocument, body: unknown): unknown {
  const input = toInput(before);
  const replaces = body instanceof Object && "cors" in body;
  return mergePatch(replaces ? { ...input, cors: null } : input, body);
}

function toInput({ deniedIps, maintenance: stored, ...rest }: SettingsDocument) {
  const { cors: rules = null, timeouts: waits = {}, maxBodyBytes: most = null } = rest;
  return {
    deniedIps,
    maintenance: maintenanceView(stored),
    cors: rules,
    timeouts: waits,
    maxBodyBytes: most,
  };
}

function view(document: SettingsDocument) {
  const { updatedAt, revision } = document;
  return { ...toInput(document), updatedAt: updatedAt.toISOString(), revision };
}
