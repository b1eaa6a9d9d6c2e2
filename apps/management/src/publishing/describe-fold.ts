import { configKinds } from "../config/config-kinds.ts";
import { type FieldChange, fieldChanges } from "../config/field-changes.ts";
import type { Body, ChangeFold, PartStep, WholeStep } from "./change-fold.ts";
import type { VersionChange } from "./version-diff.schema.ts";

/** Resources by the name that the API has for all of a kind; what has no such name keeps its own. */
const kinds: ReadonlyMap<string, string> = new Map([
  ["policy", "policies"],
  ["credential", "credentials"],
  ["collection", "collections"],
  ["proxy", "proxies"],
  ["client", "clients"],
  ["profile", "profiles"],
]);

/** What every change changes, and what names the resource. */
const unsaid = ["id", "revision", "createdAt", "updatedAt"];

/**
 * What differs, in the order in which config is applied, and by key.
 * @param backwards whether it is told how the last states became the first ones
 */
export function describeFold(fold: ChangeFold, backwards = false): VersionChange[] {
  const turned = <S extends { before: Body | null; after: Body | null }>(step: S) =>
    backwards ? { ...step, before: step.after, after: step.before } : step;
  const described = [
    ...fold.wholes.map((step) => describeWhole(turned(step))),
    ...fold.parts.map((step) => describePart(turned<Told<PartStep>>(step))),
  ];
  return described
    .filter((change) => change !== undefined)
    .map(withoutEmpty)
    .toSorted((a, b) => rank(a.kind) - rank(b.kind) || compare(a.kind, b.kind) || compare(a.key, b.key));
}

/** Backwards, what is gone comes first. */
type Told<S> = Omit<S, "before"> & { before: Body | null };

function describeWhole({ type, id, before, after, replaced }: WholeStep): VersionChange | undefined {
  const told = after ?? before;
  if (told === null) return undefined;
  const fields = fieldChanges(said(before), said(after));
  if (before !== null && after !== null) fields.push(...enteredAnew(before, after, replaced));
  if (before !== null && after !== null && fields.length === 0) return undefined;
  return { kind: kindOf(type), key: String(told["key"]), id, action: actionOf(before, after), fields };
}

/** A value is only said to be set, before and after; whether it is the same one again, nobody is told. */
function enteredAnew(before: Body, after: Body, replaced: readonly string[]): FieldChange[] {
  return replaced
    .filter((name) => isValue(before[name]) && isValue(after[name]))
    .map((name) => ({ path: `${name}.replaced`, before: false, after: true }));
}

function describePart({ type, key, before, after }: Told<PartStep>): VersionChange | undefined {
  const isThroughout = before !== null && after !== null;
  const fields = isThroughout ? fieldChanges(before, after) : [];
  if (isThroughout && fields.length === 0) return undefined;
  return { kind: kindOf(type), key, id: null, action: actionOf(before, after), fields };
}

function actionOf(before: Body | null, after: Body | null): VersionChange["action"] {
  if (before === null) return "create";
  return after === null ? "delete" : "update";
}

/** What a new resource doesn't have needs no mention, nor what a deleted one didn't have. */
function withoutEmpty(change: VersionChange): VersionChange {
  if (change.action === "update") return change;
  return { ...change, fields: change.fields.filter((field) => !isEmpty(field)) };
}

function isEmpty({ before, after }: FieldChange): boolean {
  const value = before ?? after ?? null;
  return value === null || value === "" || (value instanceof Object && Object.keys(value).length === 0);
}

function said(body: Body | null): Body {
  return Object.fromEntries(Object.entries(body ?? {}).filter(([name]) => !unsaid.includes(name)));
}

function isValue(secret: unknown): boolean {
  return (secret as { source?: unknown } | undefined)?.source === "value";
}

const kindOf = (type: string) => kinds.get(type) ?? type;

/** Kinds of documents first, in their order; the others after them. */
function rank(kind: string): number {
  const at = (configKinds as readonly string[]).indexOf(kind);
  return at === -1 ? configKinds.length : at;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
