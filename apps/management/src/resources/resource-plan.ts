import type { Plan } from "../changes/change.ts";
import { nothingForGroups, together } from "../changes/group-changes.ts";
import { labelPairs, objectId, type ResourceDocument } from "./resource-document.ts";
import type { Consequence, Projection, ResourceKind } from "./resource-kind.ts";
import { toldAs, type Warning } from "./widenings/warning.ts";

/** What a change leaves: the document (null after a deletion), secrets that are shown once, and what it opens. */
export type Written<D> = {
  document: D | null;
  shown: Record<string, unknown>;
  warnings: readonly Warning[];
};

/** A resource as it is stored, one revision on. */
export function toDocument<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  input: I,
  existing: D | null,
  identity: { id: string; key: string },
): D {
  const now = new Date();
  const common = input as { labels?: Record<string, string>; managedBy?: string | null };
  return {
    _id: objectId(identity.id),
    key: identity.key,
    labels: common.labels ?? {},
    labelPairs: labelPairs(common.labels ?? {}),
    managedBy: common.managedBy ?? null,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
    revision: (existing?.revision ?? 0) + 1,
    ...kind.toFields(input, existing, identity.id),
  } as unknown as D;
}

/** The plan of a change: what is written, what the audit says of it, and what each audience gets to know. */
export function planOf<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  change: {
    action: string;
    body: unknown;
    before: D | null;
    after: D | null;
    widenings?: readonly Warning[];
  },
  projection: Projection,
  consequence: Consequence = { writes: [], gateways: nothingForGroups, portal: [] },
): Plan<Written<D>> {
  const { before, after, widenings = [] } = change;
  const subject = (after ?? before) as D;
  const view = kind.auditView ?? kind.view;
  return {
    writes: [
      { collection: kind.model.collection.name, operation: operationOf(before, after) as never },
      ...consequence.writes,
    ],
    audit: {
      action: `${kind.type}.${change.action}`,
      resource: { type: kind.type, id: subject._id.toHexString(), key: subject.key },
      body: kind.auditBody === undefined ? change.body : kind.auditBody(change.body),
      // What else was touched stands beside what is left: on a deletion that is only the state before.
      before: before === null ? null : { ...view(before), ...(after === null && consequence.audit) },
      after: after === null ? null : { ...view(after), ...consequence.audit },
      ...toldAs("widenings", widenings),
    },
    gateways: together(projection.gateways, consequence.gateways),
    portal: [...projection.portal, ...consequence.portal],
    result: { document: after, shown: consequence.shown ?? {}, warnings: widenings },
  };
}

/**
 * By the id alone: the plan has held the revision against what its transaction's snapshot has, and a write of anybody else since
 * is a write conflict.
 */
function operationOf(before: ResourceDocument | null, after: ResourceDocument | null): object {
  if (before === null) return { insertOne: { document: after } };
  if (after === null) return { deleteOne: { filter: { _id: before._id } } };
  return { replaceOne: { filter: { _id: before._id }, replacement: after } };
}
