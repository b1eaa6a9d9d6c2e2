import mongoose, { type Connection } from "mongoose";
import { isDuplicateKey } from "../changes/error-labels.ts";
import { type RequestLogDocument, requestLogModel } from "./request-log.model.ts";

export type WriteResult = {
  written: number;
  duplicates: number;
  /** Entries that the database will never take, whatever is tried. */
  refused: number;
};

/**
 * Writes entries, each once: what is there already is counted and left alone.
 * @throws what MongoDB throws when it can't be said of each entry what became of it; then all are tried again
 */
export async function writeRequestLogs(
  connection: Connection,
  documents: readonly RequestLogDocument[],
): Promise<WriteResult> {
  try {
    const done = await requestLogModel(connection).collection.insertMany(documents as never[], {
      ordered: false,
    });
    return { written: done.insertedCount, duplicates: 0, refused: 0 };
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    // Without a single refused entry, the trouble is another one, such as a majority that wasn't reached.
    if (errors.length === 0) throw error;
    const duplicates = errors.filter(isDuplicateKey).length;
    return { written: error.insertedCount, duplicates, refused: errors.length - duplicates };
  }
}
