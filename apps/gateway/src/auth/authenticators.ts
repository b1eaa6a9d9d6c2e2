import type { PresentedCertificate } from "@zerq/auth/certificates/presented-certificate";
import { decoyVerification } from "@zerq/auth/decoy-verification";
import type { Profile } from "../snapshot/routing-table.ts";
import type { TokenPeppers } from "../snapshot/token-peppers.ts";
import type { Verdict } from "./verdict.ts";
import { verifyToken } from "./verify-token.ts";

/**
 * The verdict on what a caller sent, by the type of its profile. The profile's id is what the caller claims. Whatever the
 * type, and whether there is such a profile: a refusal comes after the work of one opaque token and, when what was sent is
 * a JWT, of one signature of the algorithm that it names.
 */
export type Authenticator = (
  peppers: TokenPeppers,
  profileId: string,
  profile: Profile | undefined,
  bearer: string,
  now: number,
  presents: Presents,
) => Verdict | Promise<Verdict>;

/** What a caller shows besides its headers; looked at only for profiles that want it. */
type Presents = { readonly certificate: PresentedCertificate | undefined };

/** Types that this gateway can verify. */
type AuthType = "token" | "jwt" | "oidc" | "mtls" | "none";

const authenticators: Readonly<Record<AuthType, Authenticator>> = {
  token(peppers, profileId, profile, bearer, now) {
    const verdict = verifyToken(peppers, profileId, profile?.tokenVersions, bearer, now);
    return verdict.outcome === "invalid" ? afterDecoy(bearer, verdict) : verdict;
  },
  jwt: verifyByRules,
  oidc: verifyByRules,
  mtls: verifyCertificate,
  /** The two ids and the address are all there is; `requireIdentity` and `checkAddress` hold them. */
  none: () => ({ outcome: "valid", version: undefined }),
};

/** A type without an authenticator, or rules that can't be enforced: like a wrong credential, after the same work. */
const unsupported: Authenticator = (peppers, profileId, profile, bearer, now) => {
  verifyToken(peppers, profileId, undefined, bearer, now);
  const reason = `this profile of type ${profile?.authType} is not supported`;
  return afterDecoy(bearer, { outcome: "invalid", reason });
};

export function authenticatorFor(profile: Profile | undefined): Authenticator {
  if (profile === undefined || profile.authType === "token") return authenticators.token;
  return Object.hasOwn(authenticators, profile.authType)
    ? authenticators[profile.authType as AuthType]
    : unsupported;
}

/** By the verifier that was compiled from the profile's rules. Without one, the rules can't be enforced, and nobody gets in. */
function verifyByRules(
  ...[peppers, profileId, profile, bearer, now, presents]: Parameters<Authenticator>
): Verdict | Promise<Verdict> {
  const verifier = profile?.verifier;
  if (verifier === undefined) return unsupported(peppers, profileId, profile, bearer, now, presents);
  const conclude = (verdict: Verdict): Verdict => {
    if (verdict.outcome === "invalid") verifyToken(peppers, profileId, undefined, bearer, now);
    return verdict;
  };
  const verdict = verifier.verify(bearer, now);
  return verdict instanceof Promise ? verdict.then(conclude) : conclude(verdict);
}

/** A bearer proves nothing here, but a refusal does the work that it asks for elsewhere. */
function verifyCertificate(
  ...[pepper, profileId, profile, bearer, now, presents]: Parameters<Authenticator>
): Verdict | Promise<Verdict> {
  const certificates = profile?.certificates;
  if (certificates === undefined) return unsupported(pepper, profileId, profile, bearer, now, presents);
  const conclude = (verdict: Verdict): Verdict | Promise<Verdict> => {
    if (verdict.outcome === "valid") return verdict;
    verifyToken(pepper, profileId, undefined, bearer, now);
    return afterDecoy(bearer, verdict);
  };
  const verdict = certificates.verify(presents.certificate, now);
  if (verdict instanceof Promise) return verdict.then(conclude);
  return verdict.outcome === "valid" ? verdict : conclude(verdict);
}

function afterDecoy(bearer: string, verdict: Verdict): Verdict | Promise<Verdict> {
  return decoyVerification(bearer)?.then(() => verdict) ?? verdict;
}
