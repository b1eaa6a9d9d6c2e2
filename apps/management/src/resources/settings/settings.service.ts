import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { z } from "zod";
import type { ActorContext, Plan } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { toEveryGroup } from "../../changes/group-changes.ts";
import { cors } from "../collections/cors.ts";
import { maxBodyBytes, timeouts } from "../fields.ts";
import { ipList } from "../ip-list.ts";
import { maintenance, maintenanceView } from "../maintenance.ts";
import { mergePatch } from "../merge-patch.ts";
import { parseInput } from "../parse-input.ts";
import { gatewaySettings } from "../projections/gateway-projections.ts";
import { refusePatch } from "../refuse-patch.ts";
import type { ResourceContext } from "../resource-kind.ts";
import type { Changed } from "../resource-service.ts";
import { fieldWidenings } from "../widenings/field-widenings.ts";
import { toldAs, type Warning } from "../widenings/warning.ts";
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
  return {
    get: async () => view(await loadSettings(context, null)),
    async update(actor, body, ifMatch, mode) {
      refusePatch(settingsInput, body, mode);
      const { version, result } = await changes.submit({
        context: actor,
        plan: (session) => planSettings(context, session, body, ifMatch, mode),
      });
      const { document, warnings } = result;
      const { revision } = document;
      return { resource: view(document), revision, configVersion: version, shown: {}, warnings };
    },
  };
}

/** @throws AppError `not_found` before the deployment is set up */
export async function loadSettings(
  { connection }: ResourceContext,
  session: ClientSession | null,
): Promise<SettingsDocument> {
  const found = settingsModel(connection).findOne({ _id: "settings" }).session(session);
  const settings = await found.lean<SettingsDocument>();
  if (settings === null) throw new AppError("not_found");
  return settings;
}

export type WrittenSettings = { document: SettingsDocument; warnings: readonly Warning[] };

/** The plan of a change of settings. @throws AppError `precondition_failed`, `validation_failed` */
export async function planSettings(
  context: ResourceContext,
  session: ClientSession,
  body: unknown,
  ifMatch: number | "any",
  mode: "merge" | "replace",
): Promise<Plan<WrittenSettings>> {
  const before = await loadSettings(context, session);
  if (ifMatch !== "any" && ifMatch !== before.revision) throw new AppError("precondition_failed");
  const whole = mode === "merge" ? merged(before, body) : body;
  const after: SettingsDocument = {
    _id: "settings",
    ...parseInput(settingsInput, whole),
    updatedAt: new Date(),
    revision: before.revision + 1,
  };
  const warnings = fieldWidenings("settings", settingsToInput(before), settingsToInput(after));
  const filter = { _id: "settings", revision: before.revision } as never;
  return {
    writes: [
      {
        collection: settingsModel(context.connection).collection.name,
        operation: { replaceOne: { filter, replacement: after as never } },
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
}

/** CORS rules are lists: merging two of them would leave some of the old ones. */
function merged(before: SettingsDocument, body: unknown): unknown {
  const input = settingsToInput(before);
  const replaces = body instanceof Object && "cors" in body;
  return mergePatch(replaces ? { ...input, cors: null } : input, body);
}

/** Settings in the shape of their input. */
export function settingsToInput({ deniedIps, maintenance: stored, ...rest }: SettingsDocument) {
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
  return { ...settingsToInput(document), updatedAt: updatedAt.toISOString(), revision };
}
