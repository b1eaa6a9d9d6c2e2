import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** A logout token that has been used, by its `jti`, for as long as it could come again. */
type UsedLogoutToken = { _id: string; expiresAt: Date };

const schema = new Schema<UsedLogoutToken>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: "used_logout_tokens", versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const logoutTokenModel = (connection: Connection) => modelOf(connection, "UsedLogoutToken", schema);
