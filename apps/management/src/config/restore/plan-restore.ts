import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext, Carrying, Plan } from "../../changes/change.ts";
import type { ResourceContext } from "../../resources/resource-kind.ts";
import { configKinds, type KindTable } from "../config-kinds.ts";
import { summaryOf } from "../config-report.schema.ts";
import { KeyTable } from "../key-table.ts";
import { NothingToDo } from "../try-change.ts";
import { matchStored } from "./match-stored.ts";
import { type FoundStates, oldStates } from "./old-states.ts";
import { continueHistory, type History } from "./read-history.ts";
import type { RestoredChange, RestoreInput } from "./restore.schema.ts";
import { RestoreRun } from "./restore-run.ts";

export type Restored = { changes: RestoredChange[]; baseVersion: number };

export type RestoreRequest = {
  resources: ResourceContext;
  kinds: KindTable;
  version: number;
  input: RestoreInput;
  context: ActorContext;
  history: History;
  found: FoundStates;
};

/**
 * The plan of a whole restore, on what is committed by the time it runs.
 * @throws AppError when any part of it is refused; NothingToDo
 */
export async function planRestore(
  { resources, kinds, version, input, context, history, found }: RestoreRequest,
  session: ClientSession,
  carrying: Carrying,
): Promise<Plan<Restored>> {
  const baseVersion = carrying.version - 1;
  if (input.baseVersion !== undefined && input.baseVersion !== baseVersion)
    throw new AppError("precondition_failed", { message: `The config is at version ${baseVersion} by now.` });
  const { connection } = resources;
  const fold = await continueHistory(connection, session, history, carrying.earlier());
  const states = await oldStates(connection, session, { fold, first: history.first, found });
  const { wanted, unwanted } = await matchStored(kinds, states, session);
  const keys = await KeyTable.load(kinds, session);
  // What comes back is referred to before it is there again.
  for (const { kind, old, body, existing } of wanted)
    if (existing === null) keys.set(kind, String(body["key"]), old.id);
  const { reactivate } = input;
  const run = new RestoreRun({ resources, kinds, keys, context, session, carrying, reactivate });
  const settings = states.find(({ type }) => type === "settings")?.state;
  if (settings instanceof Object) await run.settings(settings);
  await run.carryOut(wanted, unwanted);
  const { changes, compound } = run;
  const restored = { changes: changes.toSorted(inOrder), baseVersion };
  if (compound.isEmpty) throw new NothingToDo(restored);
  return compound.finish(restored, {
    action: "config.restore",
    resource: { type: "config", id: "config", key: `version-${version}` },
    body: { version, reactivate, baseVersion },
    before: null,
    after: { ...summaryOf(changes), ...noteworthy(changes) },
  });
}

const ranks: readonly string[] = ["settings", ...configKinds];

/** As in a config document, whichever round each came in. */
function inOrder(one: RestoredChange, other: RestoredChange): number {
  return ranks.indexOf(one.kind) - ranks.indexOf(other.kind) || (one.key < other.key ? -1 : 1);
}

/** What an auditor looks for first, by resource. */
function noteworthy(changes: readonly RestoredChange[]): Record<string, unknown> {
  const said = (name: "widenings" | "heldBack" | "lost") =>
    changes.flatMap((change) =>
      change[name].map(({ path, message }) => `${change.kind} ${change.key}: ${path} ${message}`),
    );
  return { widenings: said("widenings"), heldBack: said("heldBack"), lost: said("lost") };
}
