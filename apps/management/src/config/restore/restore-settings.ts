import type { ClientSession } from "mongoose";
import type { Plan } from "../../changes/change.ts";
import type { Body } from "../../publishing/change-fold.ts";
import { parseInput } from "../../resources/parse-input.ts";
import type { ResourceContext } from "../../resources/resource-kind.ts";
import {
  loadSettings,
  planSettings,
  settingsInput,
  settingsToInput,
} from "../../resources/settings/settings.service.ts";
import { fieldChanges } from "../field-changes.ts";
import type { Notice } from "../hold-back.ts";
import { bothDenied } from "./narrow-addresses.ts";
import type { RestoredChange } from "./restore.schema.ts";

/**
 * The settings of then. Addresses that are denied by now stay denied, unless they are asked for.
 * @param state as the audit shows them
 * @returns what changes, and the plan that does it when something does
 * @throws AppError `validation_failed` when they can't be that any more
 */
export async function restoreSettings(
  context: ResourceContext,
  session: ClientSession,
  state: Body,
  reactivate: boolean,
): Promise<{ change: RestoredChange; plan: Plan<unknown> | undefined }> {
  const now = plain(settingsToInput(await loadSettings(context, session)));
  const names = Object.keys(settingsInput.shape).filter((name) => state[name] !== undefined);
  const body: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, state[name]]));
  const heldBack = reactivate ? [] : holdDenied(body, now);
  const after = plain(parseInput(settingsInput, body));
  const fields = fieldChanges(now, after);
  const action = fields.length === 0 ? "unchanged" : "update";
  const change: RestoredChange = {
    ...{ kind: "settings", key: "settings", action, fields, heldBack },
    ...{ widenings: [], lost: [], foreign: null, cascade: [] },
  };
  if (action === "unchanged") return { change, plan: undefined };
  const plan = await planSettings(context, session, body, "any", "replace");
  return { change: { ...change, widenings: [...plan.result.warnings] }, plan };
}

function holdDenied(body: Record<string, unknown>, now: Body): Notice[] {
  const then = listOf(body["deniedIps"]);
  const both = bothDenied(then, listOf(now["deniedIps"]));
  body["deniedIps"] = both;
  return both
    .slice(then.length)
    .map((address) => ({ path: "deniedIps", message: `${address} was denied, and stays so` }));
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** As it would be sent: dates are text. */
function plain(input: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(input));
}
