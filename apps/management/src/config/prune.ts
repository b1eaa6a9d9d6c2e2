import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { labelCondition } from "../resources/list-resources.ts";
import type { ResourceDocument } from "../resources/resource-document.ts";
import { type ConfigDocument, entriesOf } from "./config-document.schema.ts";
import { type ConfigKind, configKinds, type KindTable } from "./config-kinds.ts";

/** Which resources a document speaks for: what is in the scope and not in the document is deleted. */
export type PruneScope = { managedBy?: string | undefined; label?: string | undefined };

export type Pruned = {
  kind: ConfigKind;
  document: ResourceDocument;
  /** What is deleted together with it, by key. */
  cascade: string[];
  /** Who else keeps it, or something that is deleted with it. */
  foreign: string | null;
};

/** What hangs on a resource and goes with it. */
const children: Partial<Record<ConfigKind, { kind: ConfigKind; by: string }>> = {
  collections: { kind: "proxies", by: "collectionId" },
  clients: { kind: "profiles", by: "clientId" },
};

/**
 * What of a scope a document doesn't have, dependents first. Kinds that the document leaves out are left alone.
 * @throws AppError `validation_failed` when the scope is everything
 */
export async function findPruned(
  kinds: KindTable,
  document: ConfigDocument,
  scope: PruneScope,
  session: ClientSession | null,
): Promise<Pruned[]> {
  const pruned: Pruned[] = [];
  for (const kind of configKinds.toReversed()) {
    if (document[kind] === undefined) continue;
    const named = new Set(entriesOf(document, kind).map(({ key }) => key));
    const found = await kinds[kind].model
      .find({ $and: conditionsOf(scope) } as never)
      .sort({ key: 1 })
      .session(session)
      .lean<ResourceDocument[]>();
    for (const one of found.filter(({ key }) => !named.has(key)))
      pruned.push(await describe(kinds, kind, one, scope, session));
  }
  return pruned;
}

/** @throws AppError `validation_failed` */
export function conditionsOf({ managedBy, label }: PruneScope): object[] {
  const conditions = [
    ...(managedBy === undefined ? [] : [{ managedBy }]),
    ...(label === undefined ? [] : [labelCondition(label)]),
  ];
  if (conditions.length > 0) return conditions;
  throw new AppError("validation_failed", {
    message: "Pruning needs a scope: managedBy or label.",
    details: [{ path: "query.prune", code: "required", message: "needs managedBy or label beside it" }],
  });
}

async function describe(
  kinds: KindTable,
  kind: ConfigKind,
  document: ResourceDocument,
  scope: PruneScope,
  session: ClientSession | null,
): Promise<Pruned> {
  const below = children[kind];
  const hanging: ResourceDocument[] =
    below === undefined
      ? []
      : await kinds[below.kind].model
          .find({ [below.by]: document._id.toHexString() } as never)
          .sort({ key: 1 })
          .session(session)
          .lean<ResourceDocument[]>();
  const keeper = [document, ...hanging]
    .map(({ managedBy }) => managedBy)
    .find((managedBy) => managedBy !== null && managedBy !== scope.managedBy);
  return { kind, document, cascade: hanging.map(({ key }) => key), foreign: keeper ?? null };
}
