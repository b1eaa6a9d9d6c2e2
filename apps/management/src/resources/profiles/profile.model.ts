import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { ProfileInput } from "./profile.schema.ts";

/** One version of a profile's token; `hash` is base64url of @zerq/crypto/token's hashToken. */
export type TokenVersion = { id: string; hash: string; createdAt: Date; expiresAt: Date | null };

export type ProfileDocument = ResourceDocument &
  Omit<ProfileInput, "key" | "labels" | "managedBy"> & { token: { versions: TokenVersion[] } };

const schema = resourceSchema<ProfileDocument>("profiles", {
  clientId: { type: String, required: true },
  name: { type: String, required: true },
  authType: { type: String, required: true },
  allowedMethods: [String],
  allowedIps: [String],
  deniedIps: [String],
  active: { type: Boolean, required: true },
  expiresAt: Date,
  token: Schema.Types.Mixed,
});
schema.index({ clientId: 1 });
schema.index({ createdAt: 1, _id: 1 });

export const profileModel = (connection: Connection) => modelOf(connection, "Profile", schema);
