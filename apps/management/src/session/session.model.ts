import type { EncryptedField } from "@zerq/crypto/key-ring";
import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** A console session. `_id` is a keyed hash of the cookie's value, and the provider's tokens are encrypted. */
export type SessionDocument = {
  _id: string;
  subject: string;
  /** The provider's name of its session (`sid` of the ID token), by which it says that it has ended. */
  sid: string | null;
  csrfToken: string;
  accessToken: EncryptedField;
  refreshToken: EncryptedField | null;
  idToken: EncryptedField | null;
  createdAt: Date;
  lastSeenAt: Date;
  refreshedAt: Date;
  expiresAt: Date;
};

const schema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    subject: { type: String, required: true },
    sid: String,
    csrfToken: { type: String, required: true },
    accessToken: { type: Schema.Types.Mixed, required: true },
    refreshToken: Schema.Types.Mixed,
    idToken: Schema.Types.Mixed,
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    refreshedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: "sessions", versionKey: false },
);
schema.index({ subject: 1 });
schema.index({ sid: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const sessionModel = (connection: Connection) => modelOf(connection, "Session", schema);
