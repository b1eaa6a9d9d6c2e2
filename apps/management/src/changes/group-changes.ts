import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { ClientSession } from "mongoose";

/** What the gateways of each group get to know; a group that isn't in it learns nothing. */
export type GroupChanges = ReadonlyMap<string, readonly EntityChange[]>;

/**
 * Says what each declared group gets to know. It runs once the plan's documents are written, in the same transaction: which
 * group holds what is read from what is stored then.
 */
export type ForGroups = (session: ClientSession, groups: readonly string[]) => Promise<GroupChanges>;

export const nothingForGroups: ForGroups = async () => new Map();

/** The same for all of them, such as settings. */
export function toEveryGroup(changes: readonly EntityChange[]): ForGroups {
  return async (_session, groups) => new Map(groups.map((group) => [group, changes]));
}

/** What several say, one after the other. */
export function together(...parts: readonly ForGroups[]): ForGroups {
  return async (session, groups) => {
    const all = new Map<string, EntityChange[]>();
    for (const part of parts) append(all, await part(session, groups));
    return new Map([...all].map(([group, changes]) => [group, lastOfEach(changes)]));
  };
}

export function append(all: Map<string, EntityChange[]>, more: GroupChanges): void {
  for (const [group, changes] of more) {
    const list = all.get(group);
    if (list === undefined) all.set(group, [...changes]);
    else list.push(...changes);
  }
}

/** What is left of several changes of one entity: the last one, in the place of the last one. */
export function lastOfEach(changes: readonly EntityChange[]): EntityChange[] {
  const last = new Map<string, EntityChange>();
  for (const change of changes) {
    const name = `${change.kind} ${change.id}`;
    last.delete(name);
    last.set(name, change);
  }
  return [...last.values()];
}
