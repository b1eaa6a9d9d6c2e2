import type { RequestLogEntry } from "@zerq/plane-protocol/request-log";
import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/**
 * An entry as it is stored: its own id is the document's, so that what comes twice is there once. `hasBodies` is there beside
 * `bodies`, which most queries leave out.
 */
export type RequestLogDocument = Omit<RequestLogEntry, "id" | "time"> & {
  _id: string;
  time: Date;
  hasBodies?: boolean;
};

const requestLogSchema = new Schema<RequestLogDocument>(
  { _id: { type: String, required: true }, time: { type: Date, required: true } },
  // The rest is held to its schema where a batch is opened; nothing is written through mongoose.
  { versionKey: false, collection: "request_logs", strict: false },
);
// Each index costs at every write: one for the list and its retention, one for each question that operators ask all day.
requestLogSchema.index({ time: -1, _id: -1 });
requestLogSchema.index({ clientId: 1, time: -1, _id: -1 });
requestLogSchema.index({ proxyId: 1, time: -1, _id: -1 });
requestLogSchema.index({ requestId: 1 });
// Only what was refused has it, and so is in the index.
requestLogSchema.index(
  { claimedClientId: 1, time: -1, _id: -1 },
  { partialFilterExpression: { claimedClientId: { $exists: true } } },
);

export function requestLogModel(connection: Connection) {
  return modelOf<RequestLogDocument>(connection, "RequestLog", requestLogSchema);
}

/** How far ahead of ours a gateway's clock may be, in ms. */
const CLOCK_TOLERANCE_MS = 300_000;

/** A time that lies ahead would keep an entry out of retention's reach and on top of every list: it becomes now. */
export function toDocument({ id, time, ...rest }: RequestLogEntry): RequestLogDocument {
  const now = Date.now();
  const document = { _id: id, time: new Date(time > now + CLOCK_TOLERANCE_MS ? now : time), ...rest };
  return rest.bodies === undefined ? document : { ...document, hasBodies: true };
}
