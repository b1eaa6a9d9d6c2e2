import { type Connection, trusted } from "mongoose";
import { requestLogModel } from "./request-log.model.ts";

/** Few enough at a time that other work has its turn in between. */
const AT_ONCE = 5_000;

/**
 * Deletes the request logs from before a time.
 * @returns how many
 */
export async function deleteOldRequestLogs(connection: Connection, before: Date): Promise<number> {
  const model = requestLogModel(connection);
  for (let deleted = 0; ; ) {
    const old = await model
      .find({ time: trusted({ $lt: before }) })
      .select({ _id: 1 })
      .limit(AT_ONCE)
      .lean<{ _id: string }[]>();
    if (old.length === 0) return deleted;
    const ids = old.map(({ _id }) => _id);
    const done = await model.deleteMany({ _id: trusted({ $in: ids }) });
    deleted += done.deletedCount;
    // Another instance was faster with all of them: the rest is its work.
    if (done.deletedCount === 0) return deleted;
  }
}
