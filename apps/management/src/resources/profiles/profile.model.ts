import type { ClaimValue } from "@zerq/auth/jwt-claims";
import type { EncryptedField } from "@zerq/crypto/key-ring";
import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { MtlsRules } from "./mtls-rules.schema.ts";
import type { ProfileInput } from "./profile.schema.ts";
import type { JwtRules, OidcRules } from "./profile-rules.schema.ts";

/**
 * One version of a profile's token; `hash` is base64url of @zerq/crypto/token's hashToken, under the pepper `pepperId`, or
 * the deployment's first one where it isn't said.
 */
export type TokenVersion = {
  id: string;
  hash: string;
  pepperId?: string;
  createdAt: Date;
  expiresAt: Date | null;
};

/** One version of a jwt profile's secret, encrypted for its place (`secret-version.ts`). */
export type SecretVersion = { id: string; secret: EncryptedField; createdAt: Date; expiresAt: Date | null };

/** A list, since the name of a claim may hold what the name of a stored field may not. */
export type StoredClaims = { name: string; value: ClaimValue | ClaimValue[] }[];

/** Rules as they are stored. */
type Stored<R extends JwtRules | OidcRules> = Omit<R, "requiredClaims"> & { requiredClaims: StoredClaims };

export type ProfileDocument = ResourceDocument &
  Omit<ProfileInput, "key" | "labels" | "managedBy" | "jwt" | "oidc" | "mtls"> & {
    token: { versions: TokenVersion[] };
    jwt?: Stored<JwtRules> & { versions: SecretVersion[] };
    oidc?: Stored<OidcRules>;
    mtls?: MtlsRules;
  };

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
  jwt: Schema.Types.Mixed,
  oidc: Schema.Types.Mixed,
  mtls: Schema.Types.Mixed,
});
schema.index({ clientId: 1 });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ "oidc.issuer": 1 });
schema.index({ "mtls.match.value": 1 });

export const profileModel = (connection: Connection) => modelOf(connection, "Profile", schema);
