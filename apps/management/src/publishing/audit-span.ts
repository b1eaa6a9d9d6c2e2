import { AppError } from "@zerq/errors/app-error";
import { type ClientSession, type Connection, trusted } from "mongoose";
import { type AuditContent, auditModel } from "../audit/audit.model.ts";
import { readHead } from "../changes/head.ts";
import { type ConfigVersion, configVersionModel } from "./config-version.model.ts";

/** The audit entries of some versions: they lie in one stretch, since both numbers are given out together. */
export type AuditSpan = { first: number; last: number };

/**
 * Where the entries of the versions after `after` and up to `upTo` are.
 * @throws AppError `not_found` when there is no such version, `history_gone` when its row isn't kept any more
 */
export async function auditSpan(connection: Connection, after: number, upTo: number): Promise<AuditSpan> {
  const head = await readHead(connection);
  for (const version of [after, upTo])
    if (version > head.version)
      throw new AppError("not_found", { message: `There is no version ${version} yet.` });
  const firstOf = async (version: number) => {
    if (version === head.version + 1) return head.sequence + 1;
    const rows = configVersionModel(connection).findOne({ _id: version }).select({ auditSequence: 1 });
    const row = await rows.lean<Pick<ConfigVersion, "auditSequence">>();
    if (row === null) throw new AppError("history_gone");
    return row.auditSequence;
  };
  return { first: await firstOf(after + 1), last: (await firstOf(upTo + 1)) - 1 };
}

/** Entries that are read, and held, at once. */
const AT_ONCE = 100;

/**
 * Every entry of the span, in order. They are asked for by their numbers, so it costs no more with a longer history.
 * @throws AppError `history_gone` when one isn't there, or nothing but its hashes: a change without its neighbours would lie
 */
export async function* entriesOf(
  connection: Connection,
  { first, last }: AuditSpan,
  session: ClientSession | null = null,
) {
  for (let next = first; next <= last; next += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, last - next + 1) }, (_, index) => next + index);
    const found = await auditModel(connection)
      .find({ _id: trusted({ $in: numbers }) })
      .sort({ _id: 1 })
      .session(session)
      .lean<{ content?: AuditContent | null }[]>();
    const contents = found.map(({ content }) => content).filter((content) => content instanceof Object);
    if (contents.length !== numbers.length) throw new AppError("history_gone");
    yield* contents;
  }
}
