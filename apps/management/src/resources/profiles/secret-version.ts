import { randomId, randomToken } from "@zerq/crypto/random";
import { Secret } from "@zerq/logging/secret";
import { openStored } from "../open-stored.ts";
import type { ResourceContext } from "../resource-kind.ts";
import type { SecretVersion } from "./profile.model.ts";

/** Enough for each of the algorithms: HS512 asks for 64 bytes (RFC 7518 section 3.2), and a profile may change its own. */
const SECRET_BYTES = 64;

type Keys = Pick<ResourceContext, "deployment" | "ring">;

/**
 * A new version of a jwt profile's secret: what is stored, and the secret itself, which is shown once. Tokens are signed
 * with its characters as they are shown, in base64url.
 */
export function newSecretVersion(
  context: Keys,
  profileId: string,
): { version: SecretVersion; secret: Secret<string> } {
  const id = randomId();
  const secret = new Secret(randomToken(SECRET_BYTES));
  const encrypted = context.ring.encryptField(
    secret.reveal(),
    secretVersionPlace(context.deployment, profileId, id),
  );
  return { version: { id, secret: encrypted, createdAt: new Date(), expiresAt: null }, secret };
}

/** @throws AppError `secret_unreadable` when it was not encrypted for this profile and version */
export function openSecretVersion(
  context: Keys,
  profileId: string,
  { id, secret }: SecretVersion,
): Secret<string> {
  const place = secretVersionPlace(context.deployment, profileId, id);
  return openStored(context, secret, place, `secret ${id} of profile ${profileId}`);
}

/** What binds an encrypted secret to its place in the database, so that it opens nowhere else (threat 19). */
export function secretVersionPlace(deployment: string, profileId: string, versionId: string): string[] {
  return [deployment, "profile-secret", "profiles", profileId, `jwt.versions.${versionId}`];
}
