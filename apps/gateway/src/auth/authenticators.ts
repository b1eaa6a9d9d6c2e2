import type { KeyObject } from "node:crypto";
import type { Profile } from "../snapshot/routing-table.ts";
import { type TokenVerdict, verifyToken } from "./verify-token.ts";

/** The verdict on what a caller sent, by the type of its profile. The profile's id is what the caller claims. */
export type Authenticator = (
  pepper: KeyObject,
  profileId: string,
  profile: Profile | undefined,
  bearer: string,
  now: number,
) => TokenVerdict;

/** Types that this gateway can verify. */
type AuthType = "token";

const authenticators: Readonly<Record<AuthType, Authenticator>> = {
  token: (pepper, profileId, profile, bearer, now) =>
    verifyToken(pepper, profileId, profile?.tokenVersions, bearer, now),
};

/** A type without an authenticator is refused like a wrong credential, after the same work. */
const unsupported: Authenticator = (pepper, profileId, profile, bearer, now) => {
  verifyToken(pepper, profileId, undefined, bearer, now);
  return { outcome: "invalid", reason: `profiles of type ${profile?.authType} are not supported` };
};

export function authenticatorFor(profile: Profile | undefined): Authenticator {
  if (profile === undefined || profile.authType === "token") return authenticators.token;
  return Object.hasOwn(authenticators, profile.authType)
    ? authenticators[profile.authType as AuthType]
    : unsupported;
}
