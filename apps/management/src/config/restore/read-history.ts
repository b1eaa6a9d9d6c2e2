import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Connection } from "mongoose";
import type { AuditDraft } from "../../changes/change.ts";
import { readHead } from "../../changes/head.ts";
import { auditSpan, entriesOf } from "../../publishing/audit-span.ts";
import { ChangeFold } from "../../publishing/change-fold.ts";
import { foldEntry } from "../../publishing/steps-of-entry.ts";

/** Most audit entries that a restore goes back over: they are read one by one, and only what they come to is held. */
const MAX_ENTRIES = 50_000;
/** Most resources that they may have touched: as many as a config document holds. */
const MAX_TOUCHED = 5_000;

/** Everything that was done since a version. */
export type History = {
  fold: ChangeFold;
  /** The first of its audit entries, and the last one that is in it. */
  first: number;
  last: number;
};

/**
 * What was done since `version`, read before anybody has to wait for the restore.
 * @throws AppError `not_found`, `history_gone`, or `validation_failed` when it is too much
 */
export async function readHistory(connection: Connection, version: number): Promise<History> {
  const head = await readHead(connection);
  const span = await auditSpan(connection, version, Math.max(version, head.version));
  const entries = span.last - span.first + 1;
  if (entries > MAX_ENTRIES)
    throw tooFar(`${entries} audit entries lie in between; at most ${MAX_ENTRIES} are gone back over`);
  const fold = new ChangeFold();
  for await (const content of entriesOf(connection, span)) {
    foldEntry(fold, content);
    if (fold.wholes.length > MAX_TOUCHED)
      throw tooFar(`more than ${MAX_TOUCHED} resources were changed in between`);
  }
  return { fold, ...span };
}

/**
 * The same up to this transaction: with what was committed meanwhile, and what is being committed along with it.
 * @throws AppError `history_gone`
 */
export async function continueHistory(
  connection: Connection,
  session: ClientSession,
  history: History,
  earlier: readonly AuditDraft[],
): Promise<ChangeFold> {
  const { sequence } = await readHead(connection, session);
  const fold = new ChangeFold();
  fold.add(history.fold);
  const since = { first: history.last + 1, last: sequence };
  for await (const content of entriesOf(connection, since, session)) foldEntry(fold, content);
  for (const draft of earlier) foldEntry(fold, draft);
  return fold;
}

function tooFar(message: string): AppError {
  return new AppError("validation_failed", {
    message: "Too much was changed since this version. Restore a later one.",
    details: [{ path: "params.version", code: "too_far", message }],
  });
}
