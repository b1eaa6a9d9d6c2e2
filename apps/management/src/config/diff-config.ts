import type { ClientSession } from "mongoose";
import type { Warning } from "../resources/widenings/warning.ts";
import type { DiffOptions } from "./apply-options.ts";
import { atPlace } from "./at-place.ts";
import { type Comparison, compareEntry, formOf } from "./compare-entry.ts";
import type { ConfigDocument, Entry } from "./config-document.schema.ts";
import type { ConfigKind, KindTable } from "./config-kinds.ts";
import type { ConfigChange } from "./config-report.schema.ts";
import { LookedAt } from "./entry-warnings.ts";
import { fieldChanges } from "./field-changes.ts";
import { findPruned, type Pruned, type PruneScope } from "./prune.ts";
import { type Slot, slotsOf } from "./slots.ts";
import { loadStored, type StoredConfig } from "./stored-config.ts";

/**
 * What a document would change, in the order in which it is applied. Rules that need the whole of the change, such as two base
 * paths that meet, are looked at by a dry run only.
 * @throws AppError `validation_failed`, `not_supported`
 */
export async function diffConfig(
  kinds: KindTable,
  document: ConfigDocument,
  options: DiffOptions,
  session: ClientSession,
): Promise<ConfigChange[]> {
  const stored = await loadStored(kinds, document, session);
  const pruned = await findInScope(kinds, document, options, session);
  const lookedAt = new LookedAt(kinds, session);
  const changes: ConfigChange[] = [];
  for (const one of pruned) {
    const opened = await lookedAt.warnings(one.kind, { before: one.document, after: null });
    changes.push(describeRemoval(kinds, one, stored, opened));
  }
  for await (const slot of slotsOf(document)) {
    const compared = compareAt(kinds, slot, stored, managed(document, options));
    const opened = await lookedAt.warnings(slot.kind, compared.documents);
    changes.push(describeComparison(slot.kind, slot.entry, compared, opened));
  }
  return changes;
}

/** The options with the manager that the document names, where the caller names none. */
export function managed<T extends DiffOptions>(document: ConfigDocument, options: T): T {
  return { ...options, managedBy: options.managedBy ?? document.managedBy ?? undefined };
}

export async function findInScope(
  kinds: KindTable,
  document: ConfigDocument,
  options: DiffOptions,
  session: ClientSession,
): Promise<Pruned[]> {
  if (!options.prune) return [];
  const { label } = options;
  const scope: PruneScope = { managedBy: managed(document, options).managedBy, label };
  return findPruned(kinds, document, scope, session);
}

/** @throws AppError with the place of the entry in it */
export function compareAt(
  kinds: KindTable,
  { kind, index, entry }: Slot,
  stored: StoredConfig,
  options: DiffOptions,
): Comparison {
  try {
    const context = { keys: stored.keys, compact: stored.compact, options };
    return compareEntry(kind, kinds[kind], entry, stored.find(kind, entry.key), context);
  } catch (error) {
    throw atPlace({ kind, index, key: entry.key }, error);
  }
}

export function describeComparison(
  kind: ConfigKind,
  { key }: Entry,
  compared: Comparison,
  widenings: Warning[],
): ConfigChange {
  const { action, fields, heldBack, foreign } = compared;
  return { kind, key, action, fields, widenings, heldBack, foreign, cascade: [] };
}

export function describeRemoval(
  kinds: KindTable,
  { kind, document, cascade, foreign }: Pruned,
  { keys }: StoredConfig,
  widenings: Warning[],
): ConfigChange {
  const fields = fieldChanges(formOf(kind, kinds[kind], document, keys), {});
  const { key } = document;
  return { kind, key, action: "delete", fields, widenings, heldBack: [], foreign, cascade };
}
