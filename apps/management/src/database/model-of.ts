import type { Aggregate, Connection, Model, Query, Schema } from "mongoose";
import { writeAll, writeBefore } from "./pending-writes.ts";

/** The connection's model of this name, made at first use. */
export function modelOf<T>(connection: Connection, name: string, schema: Schema<T>): Model<T> {
  const made = connection.models[name] as Model<T> | undefined;
  if (made !== undefined) return made;
  seePendingWrites(schema);
  return connection.model<T>(name, schema);
}

/** Every way of mongoose to look at documents or to change them by a filter. */
const queries = [
  ...(["find", "findOne", "countDocuments", "estimatedDocumentCount", "distinct"] as const),
  ...(["findOneAndUpdate", "findOneAndReplace", "findOneAndDelete"] as const),
  ...(["updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany"] as const),
];
const seeing = new WeakSet<object>();

/** A query in a transaction sees what was written in it, also when that still waits (pending-writes.ts). */
function seePendingWrites<T>(schema: Schema<T>): void {
  if (seeing.has(schema)) return;
  seeing.add(schema);
  schema.pre(queries, { document: false, query: true }, function (this: Query<unknown, T>) {
    return writeBefore(this.getOptions().session, this.model.collection.name);
  } as () => Promise<void>);
  // It may look into other collections as well.
  schema.pre("aggregate", function (this: Aggregate<unknown>) {
    const { session } = this.options;
    return session ? writeAll(session) : undefined;
  } as () => Promise<void>);
}
