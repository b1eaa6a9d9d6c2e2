import type { ClientSession } from "mongoose";
import type { ResourceDocument } from "../resources/resource-document.ts";
import { compactEntries } from "./compact-entry.ts";
import { formOf } from "./compare-entry.ts";
import type { Entry } from "./config-document.schema.ts";
import { type ConfigKind, configKinds, type KindTable } from "./config-kinds.ts";
import { KeyTable } from "./key-table.ts";
import { conditionsOf, type PruneScope } from "./prune.ts";

export type ExportOptions = PruneScope & { kinds: readonly ConfigKind[] };

/**
 * Config as a document, always in the same order: kinds as they are applied, resources by key, and of each what isn't its
 * default. Secrets are references, or say that there is one.
 */
export async function exportConfig(
  kinds: KindTable,
  { kinds: wanted, ...scope }: ExportOptions,
  session: ClientSession,
): Promise<Record<string, unknown>> {
  const keys = await KeyTable.load(kinds, session);
  const compact = compactEntries(kinds);
  const isNarrowed = scope.managedBy !== undefined || scope.label !== undefined;
  const exported: Record<string, unknown> = { version: 1 };
  for (const kind of configKinds.filter((one) => wanted.includes(one))) {
    const found = await kinds[kind].model
      .find((isNarrowed ? { $and: conditionsOf(scope) } : {}) as never)
      .sort({ key: 1 })
      .session(session)
      .lean<ResourceDocument[]>();
    exported[kind] = found.map((document): Entry => compact(kind, formOf(kind, kinds[kind], document, keys)));
  }
  return exported;
}
