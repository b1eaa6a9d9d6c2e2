import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Connection } from "mongoose";
import type { PendingWrite } from "../database/pending-writes.ts";
import { isDuplicateKey } from "./error-labels.ts";
import { UndoneError } from "./undone-error.ts";

/** A unique index refused a document of the plan, and with it the whole transaction. */
class DuplicateDocumentError extends UndoneError {
  constructor() {
    super(new AppError("conflict", { message: "Another resource already has this key or base path." }));
  }
}

/**
 * Writes documents, in order, with one command for each run of writes to one collection.
 * @throws UndoneError when a unique index refuses one
 * @throws Error when a filter matches nothing: the plan read in the same snapshot, so that is a bug, and the audit entry
 * must not claim a write that didn't happen
 */
export async function writeDocuments(
  connection: Connection,
  session: ClientSession,
  writes: readonly PendingWrite[],
): Promise<void> {
  for (let from = 0; from < writes.length; ) {
    const collection = writes[from]?.collection ?? "";
    let to = from + 1;
    while (writes[to]?.collection === collection) to += 1;
    await writeRun(connection, session, collection, writes.slice(from, to));
    from = to;
  }
}

async function writeRun(
  connection: Connection,
  session: ClientSession,
  collection: string,
  run: readonly PendingWrite[],
): Promise<void> {
  const operations = run.map(({ operation }) => operation as never);
  try {
    const done = await connection.collection(collection).bulkWrite(operations, { session, ordered: true });
    const touched = done.insertedCount + done.matchedCount + done.upsertedCount + done.deletedCount;
    // An updateMany or a deleteMany may touch none or many; every other operation touches exactly one.
    const one = run.filter(
      ({ operation }) => !("updateMany" in operation || "deleteMany" in operation),
    ).length;
    if (touched < one || (one === run.length && touched !== one))
      throw new Error(`a change wrote ${touched} of ${one} documents to ${collection}`);
  } catch (error) {
    throw isDuplicateKey(error) ? new DuplicateDocumentError() : error;
  }
}
