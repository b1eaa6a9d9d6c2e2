import type { ProfileDocument } from "../profiles/profile.model.ts";
import type { AuthType } from "../profiles/profile.schema.ts";
import type { Warning } from "./warning.ts";

/**
 * What has to be stolen or forged to get in: nothing, a secret that both sides have, a token that is short-lived and signed
 * elsewhere, a private key that is never sent.
 */
const strength: Readonly<Record<AuthType, number>> = { none: 0, token: 1, jwt: 1, oidc: 2, mtls: 3 };

type Profile = Pick<ProfileDocument, "_id" | "key" | "name" | "authType" | "active">;

/** Whether the profile is a way in from now on, so that it has to be held against the client's others. */
export function comesInForce(before: Profile | null, after: Profile | null): boolean {
  return after?.active === true && before?.active !== true;
}

/** A client is as well protected as its weakest profile. @param others the client's other profiles */
export function weakerCredential(profile: Profile, others: readonly Profile[]): Warning[] {
  const active = others.filter((other) => other.active);
  const [weakest] = active.toSorted((a, b) => strength[a.authType] - strength[b.authType]);
  if (weakest === undefined || strength[weakest.authType] <= strength[profile.authType]) return [];
  const { key, name, authType } = weakest;
  return [
    {
      code: "weaker_credential",
      message: `asks for less than the client's other profiles, of which ${key} asks for ${authType}`,
      path: "authType",
      other: { kind: "profile", id: weakest._id.toHexString(), key, name },
    },
  ];
}
