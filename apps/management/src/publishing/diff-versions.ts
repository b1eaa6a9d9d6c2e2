import { AppError } from "@zerq/errors/app-error";
import type { Connection } from "mongoose";
import type { AuditContent } from "../audit/audit.model.ts";
import { auditSpan, entriesOf } from "./audit-span.ts";
import { ChangeFold } from "./change-fold.ts";
import { describeFold } from "./describe-fold.ts";
import { foldEntry } from "./steps-of-entry.ts";
import type { MadeBy, VersionChange, VersionDiff } from "./version-diff.schema.ts";

/** Most audit entries that one answer is made of: as many as five of the largest applies leave. */
const MAX_ENTRIES = 10_000;

/**
 * What is different in version `to` from how it was in version `from`, in either order. It is read from the audit entries in
 * between, so it costs what lies between them, however much config and history there is.
 * @throws AppError `not_found`, `history_gone`, or `validation_failed` when they are too far apart
 */
export async function diffVersions(connection: Connection, from: number, to: number): Promise<VersionDiff> {
  const span = await auditSpan(connection, Math.min(from, to), Math.max(from, to));
  const entries = span.last - span.first + 1;
  if (entries > MAX_ENTRIES) throw tooFar(entries);
  const fold = new ChangeFold();
  const versions: MadeBy[] = [];
  for await (const content of entriesOf(connection, span)) {
    foldEntry(fold, content);
    if (versions.at(-1)?.version !== content.version) versions.push(madeBy(content));
  }
  const changes = describeFold(fold, from > to);
  return { from, to, changes, summary: summaryOf(changes), entries, versions };
}

function madeBy({ version, time, actor, action, reason }: AuditContent): MadeBy {
  const { subject, name } = actor;
  return { version, time, actor: { subject, name }, action, ...(reason !== undefined && { reason }) };
}

function summaryOf(changes: readonly VersionChange[]): VersionDiff["summary"] {
  const counts = { create: 0, update: 0, delete: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}

function tooFar(entries: number): AppError {
  const message = `${entries} audit entries lie between the two versions; at most ${MAX_ENTRIES} are compared at once`;
  return new AppError("validation_failed", {
    message: "The versions are too far apart. Choose some in between.",
    details: [{ path: "query.from", code: "too_far", message }],
  });
}
