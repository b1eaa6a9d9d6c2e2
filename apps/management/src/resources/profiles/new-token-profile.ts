import type { KeyRing } from "@zerq/crypto/key-ring";
import { randomId } from "@zerq/crypto/random";
import { hashToken, mintToken, parseToken } from "@zerq/crypto/token";
import type { Secret } from "@zerq/logging/secret";
import { objectId } from "../resource-document.ts";
import { shortened } from "../slug.ts";
import type { ProfileDocument, TokenVersion } from "./profile.model.ts";

/** A new version of a profile's token: what is stored, and the token itself, which is shown once. */
export function newTokenVersion(
  ring: KeyRing,
  profileId: string,
): { version: TokenVersion; token: Secret<string> } {
  const id = randomId();
  const token = mintToken(id);
  const parsed = parseToken(token.reveal());
  if (parsed === undefined) throw new Error("a minted token does not parse");
  const pepper = ring.active("token-pepper");
  const hash = hashToken(pepper.key, { profileId, ...parsed }).toString("base64url");
  return { version: { id, hash, pepperId: pepper.id, createdAt: new Date(), expiresAt: null }, token };
}

/** A profile of type token with its first version. */
export function newTokenProfile(
  ring: KeyRing,
  about: { clientId: string; clientKey: string; name: string },
): { profile: ProfileDocument; token: Secret<string> } {
  const id = randomId();
  const now = new Date();
  const { version, token } = newTokenVersion(ring, id);
  const profile: ProfileDocument = {
    _id: objectId(id),
    key: `${shortened(about.clientKey, 60)}-default-${id.slice(-6)}`,
    labels: {},
    labelPairs: [],
    managedBy: null,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    clientId: about.clientId,
    name: about.name,
    authType: "token",
    allowedMethods: [],
    allowedIps: [],
    deniedIps: [],
    active: true,
    expiresAt: null,
    token: { versions: [version] },
    expiries: [],
  };
  return { profile, token };
}
