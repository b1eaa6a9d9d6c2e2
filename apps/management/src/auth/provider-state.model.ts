import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** What the identity provider has told us about all of its tokens. Seconds since the epoch. */
export type ProviderState = { _id: "not-before"; seconds: number };

const schema = new Schema<ProviderState>(
  { _id: { type: String, required: true }, seconds: { type: Number, required: true } },
  { collection: "provider_state", versionKey: false },
);

export const providerStateModel = (connection: Connection) => modelOf(connection, "ProviderState", schema);
