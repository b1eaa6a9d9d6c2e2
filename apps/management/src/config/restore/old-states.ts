import { AppError } from "@zerq/errors/app-error";
import { type ClientSession, type Connection, trusted } from "mongoose";
import { type AuditContent, auditModel } from "../../audit/audit.model.ts";
import type { Body, ChangeFold, PartStep } from "../../publishing/change-fold.ts";

/** A resource as it was in the restored version; `state` is null when there was none. */
export type OldState = {
  /** As in the audit: `client`. */
  type: string;
  id: string;
  state: Body | null;
  /** Secrets that were entered anew since. */
  replaced: readonly string[];
};

/** States that had to be looked for, by id: a plan that runs again needn't look again. */
export type FoundStates = Map<string, Body>;

/**
 * What a version had of everything that was touched since. The fold has it of all but what went with its parent and was not
 * touched before: of that it is looked for in the entries of before.
 * @param first the first audit entry since the version
 * @throws AppError `history_gone` when it isn't kept any more
 */
export async function oldStates(
  connection: Connection,
  session: ClientSession,
  { fold, first, found }: { fold: ChangeFold; first: number; found: FoundStates },
): Promise<OldState[]> {
  const states = new Map<string, OldState>();
  for (const { type, id, before: state, replaced } of fold.wholes)
    states.set(`${type} ${id}`, { type, id, state, replaced });
  for (const { type, id, parent, key, after } of fold.parts) {
    // What another change has only pinned since may stay pinned.
    if (after !== null) continue;
    if (id === undefined || parent === undefined) throw gone(type, key);
    const state = found.get(id) ?? (await lastState(connection, session, { id, parent }, first));
    if (state === undefined) throw gone(type, key);
    found.set(id, state);
    // A restore may have made it again under its id since: as its entry says, out of nothing.
    const { replaced = [] } = states.get(`${type} ${id}`) ?? {};
    states.set(`${type} ${id}`, { type, id, state, replaced });
  }
  return [...states.values()];
}

/** What the last entry before a moment left of a resource. A client's first profile has none but the client's. */
async function lastState(
  connection: Connection,
  session: ClientSession,
  { id, parent }: Required<Pick<PartStep, "id" | "parent">>,
  before: number,
): Promise<Body | undefined> {
  const newest = async (resourceId: string, conditions: object = {}) => {
    const condition = { "content.resource.id": resourceId, _id: trusted({ $lt: before }), ...conditions };
    const entry = await auditModel(connection)
      .findOne(condition)
      .sort({ _id: -1 })
      .session(session)
      .lean<{ content: AuditContent }>();
    return entry?.content.after as Body | null | undefined;
  };
  const own = await newest(id);
  if (own !== undefined) return own ?? undefined;
  const made = await newest(parent, { "content.after.defaultProfile.id": id });
  return made?.["defaultProfile"] as Body | undefined;
}

function gone(type: string, key: string): AppError {
  return new AppError("history_gone", { message: `Nothing is kept any more of how the ${type} ${key} was.` });
}
