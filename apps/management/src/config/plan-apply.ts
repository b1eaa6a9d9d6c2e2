import { AppError } from "@zerq/errors/app-error";
import type { Plan } from "../changes/change.ts";
import { type Applying, ApplyRun, type Shown } from "./apply-run.ts";
import { type ConfigDocument, entriesOf } from "./config-document.schema.ts";
import { configKinds } from "./config-kinds.ts";
import { type ConfigChange, summaryOf } from "./config-report.schema.ts";
import { findInScope, managed } from "./diff-config.ts";
import { slotsOf } from "./slots.ts";
import { loadStored } from "./stored-config.ts";
import { NothingToDo } from "./try-change.ts";

export type Applied = { changes: ConfigChange[]; baseVersion: number; secrets: Shown[] };

/**
 * The plan of a whole document: what is pruned goes first, unless something still refers to it; then every kind in the order of
 * their references; then the rest of what is pruned. A key or a path that moves from one resource to another is free by then.
 * @throws AppError when any part of it is refused, with its place in the document; NothingToDo
 */
export async function planApply(
  document: ConfigDocument,
  given: Omit<Applying, "stored">,
): Promise<Plan<Applied>> {
  const { kinds, session, carrying } = given;
  const options = managed(document, given.options);
  const baseVersion = carrying.version - 1;
  if (options.baseVersion !== undefined && options.baseVersion !== baseVersion)
    throw new AppError("precondition_failed", { message: `The config is at version ${baseVersion} by now.` });
  const stored = await loadStored(kinds, document, session);
  const run = new ApplyRun({ ...given, options, stored });
  const referred = await run.remove(await findInScope(kinds, document, options, session));
  for await (const slot of slotsOf(document)) await run.put(slot);
  await run.removeRest(referred);
  const { changes, secrets, compound } = run;
  const applied: Applied = { changes, secrets, baseVersion };
  if (compound.isEmpty) throw new NothingToDo(applied);
  return compound.finish(applied, {
    action: "config.apply",
    resource: { type: "config", id: "config", key: options.managedBy ?? "config" },
    body: { ...options, resources: entryCount(document) },
    before: null,
    after: { ...summaryOf(changes), ...noteworthy(changes) },
  });
}

function entryCount(document: ConfigDocument): number {
  return configKinds.reduce((sum, kind) => sum + entriesOf(document, kind).length, 0);
}

/** What an auditor looks for first, by resource. */
function noteworthy(changes: readonly ConfigChange[]): Record<string, unknown> {
  const said = (name: "widenings" | "heldBack") =>
    changes.flatMap((change) =>
      change[name].map(({ path = "", message }) => `${change.kind} ${change.key}: ${path} ${message}`),
    );
  return { widenings: said("widenings"), heldBack: said("heldBack") };
}
