import type { mongo } from "mongoose";
import type { Migration, MigrationContext } from "./migration.ts";

const DUPLICATE_KEY = 11_000;

type Stored = { _id: mongo.ObjectId; key: string };

export type Backfill<D extends Stored> = {
  collection: string;
  /** The field that earlier versions didn't write. */
  field: string;
  what: string;
  /** @throws when it can't be read from the document, which then gets an empty list */
  derive(document: D, context: MigrationContext): unknown[];
};

/**
 * Gives documents a list that is derived from what they hold already. Written straight and not as a change: what the document
 * says is the same, so neither its revision nor the audit nor any gateway has anything to learn. Whoever changes a document at
 * the same time writes the field as well, and wins.
 */
export function backfill<D extends Stored>({
  collection: name,
  field,
  what,
  derive,
}: Backfill<D>): Migration {
  return {
    id: `${name}.${field}`,
    what,
    async next(context, after, most) {
      const collection = context.connection.collection(name);
      const missing = { [field]: { $exists: false } };
      const from = after === undefined ? {} : { _id: { $gt: after as never } };
      const find = collection.find({ ...missing, ...from });
      const found = (await find.sort({ _id: 1 }).limit(most).toArray()) as unknown as D[];
      const last = found.at(-1)?._id;
      if (last === undefined) return undefined;
      const problems: string[] = [];
      const operations = found.map((document) => {
        const value = readValue(derive, document, context, (reason) =>
          problems.push(`${name} ${document.key}: ${reason}`),
        );
        return {
          updateOne: { filter: { _id: document._id, ...missing }, update: { $set: { [field]: value } } },
        };
      });
      const { changed, refused } = await write(collection, operations as never);
      for (const index of refused)
        problems.push(`${name} ${found[index]?.key}: another one has the same ${field}`);
      return { changed, problems, last };
    },
  };
}

function readValue<D extends Stored>(
  derive: Backfill<D>["derive"],
  document: D,
  context: MigrationContext,
  onProblem: (reason: string) => void,
): unknown[] {
  try {
    return derive(document, context);
  } catch (error) {
    onProblem((error as Error).message);
    return [];
  }
}

/** @returns how many were changed, and the places of those that a unique index has refused */
async function write(
  collection: { bulkWrite: mongo.Collection["bulkWrite"] },
  operations: mongo.AnyBulkWriteOperation[],
): Promise<{ changed: number; refused: number[] }> {
  try {
    const { modifiedCount } = await collection.bulkWrite(operations, { ordered: false });
    return { changed: modifiedCount, refused: [] };
  } catch (error) {
    const { writeErrors, result } = error as mongo.MongoBulkWriteError;
    const refusals = [writeErrors ?? []].flat();
    if (refusals.length === 0 || refusals.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    return { changed: result.modifiedCount, refused: refusals.map(({ index }) => index) };
  }
}
