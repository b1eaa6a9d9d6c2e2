import type { Connection } from "mongoose";
import { type KeyReader, keyReaderModel } from "./key-reader.model.ts";

/** An instance that hasn't said anything for so long is gone, or takes no requests (key-keeper.ts). */
export const GONE_AFTER_MS = 30_000;

export async function sayWhatIsRead(
  connection: Connection,
  { _id, ...reader }: Omit<KeyReader, "seenAt">,
): Promise<void> {
  await keyReaderModel(connection).collection.updateOne(
    { _id: _id as never },
    { $set: reader, $currentDate: { seenAt: true } },
    { upsert: true },
  );
}

export async function leaveReaders(connection: Connection, id: string): Promise<void> {
  await keyReaderModel(connection).collection.deleteOne({ _id: id as never });
}

/**
 * The instances that are running, by the database's clock.
 * @throws Error when not even this one is among them: nobody must be overlooked
 */
export async function liveReaders(connection: Connection): Promise<KeyReader[]> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  const now = hello?.localTime;
  if (!(now instanceof Date)) throw new Error("the database doesn't say what time it is");
  const since = new Date(now.getTime() - GONE_AFTER_MS);
  const found = await keyReaderModel(connection)
    .collection.find({ seenAt: { $gt: since } })
    .toArray();
  if (found.length === 0) throw new Error("no instance has said lately which keys it knows");
  return found as unknown as KeyReader[];
}

/** Names of the live instances for which something doesn't hold. */
export function notAll(readers: readonly KeyReader[], holds: (reader: KeyReader) => boolean): string[] {
  return readers.filter((reader) => !holds(reader)).map(({ _id, host }) => `${host} (${_id})`);
}
