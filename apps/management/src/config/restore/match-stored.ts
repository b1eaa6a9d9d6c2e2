import { type ClientSession, trusted } from "mongoose";
import { objectId, type ResourceDocument } from "../../resources/resource-document.ts";
import { type AnyKind, type ConfigKind, configKinds, type KindTable, references } from "../config-kinds.ts";
import { bodyOfState } from "./body-of-state.ts";
import type { OldState } from "./old-states.ts";

/** What one resource of the version is to be, and what there is of it today. */
export type Wanted = {
  kind: ConfigKind;
  old: OldState;
  /** As the API takes it, with the ids of today. */
  body: Record<string, unknown>;
  existing: ResourceDocument | null;
};

/** What the version didn't have. */
export type Unwanted = { kind: ConfigKind; document: ResourceDocument };

/**
 * Finds today's resource for each of the version's: by id, or, where it was deleted and made again since, by key. What
 * referred to the deleted one refers to the new one then.
 */
export async function matchStored(
  kinds: KindTable,
  states: readonly OldState[],
  session: ClientSession,
): Promise<{ wanted: Wanted[]; unwanted: Unwanted[] }> {
  const wanted: Wanted[] = [];
  const unwanted: Unwanted[] = [];
  const successors = new Map<string, string>();
  for (const kind of configKinds) {
    const own = states.filter(({ type }) => type === kinds[kind].type);
    const stored = await loadAll(kinds, kind, own, session);
    const made = own.filter(({ state }) => state === null).flatMap(({ id }) => stored.get(id) ?? []);
    const madeSince = new Map(made.map((document) => [document.key, document]));
    for (const old of own) {
      if (old.state === null) continue;
      const body = withSuccessors(kind, bodyOfState(kind, kinds[kind], old.state), successors);
      const key = String(body["key"]);
      let existing = stored.get(old.id) ?? null;
      if (existing === null && isHeir(kinds[kind], madeSince.get(key), body)) {
        existing = madeSince.get(key) as ResourceDocument;
        madeSince.delete(key);
        successors.set(old.id, existing._id.toHexString());
      }
      wanted.push({ kind, old, body, existing });
    }
    unwanted.push(...[...madeSince.values()].map((document) => ({ kind, document })));
  }
  return { wanted, unwanted };
}

async function loadAll(
  kinds: KindTable,
  kind: ConfigKind,
  states: readonly OldState[],
  session: ClientSession,
): Promise<Map<string, ResourceDocument>> {
  if (states.length === 0) return new Map();
  const found = await kinds[kind].model
    .find({ _id: trusted({ $in: states.map(({ id }) => objectId(id)) }) } as never)
    .session(session)
    .lean<ResourceDocument[]>();
  return new Map(found.map((document) => [document._id.toHexString(), document]));
}

/** Whether a resource that was made since, and has the key of one that is gone, could be changed into that one. */
function isHeir(
  { toInput, fixed = [] }: AnyKind,
  document: ResourceDocument | undefined,
  body: Readonly<Record<string, unknown>>,
): boolean {
  if (document === undefined) return false;
  const today = toInput(document);
  return fixed.every((field) => today[field] === body[field]);
}

function withSuccessors(
  kind: ConfigKind,
  body: Record<string, unknown>,
  successors: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const replaced = (id: unknown) => (typeof id === "string" ? (successors.get(id) ?? id) : id);
  for (const { field } of references[kind]) {
    const value = body[field];
    if (value !== undefined) body[field] = Array.isArray(value) ? value.map(replaced) : replaced(value);
  }
  return body;
}
