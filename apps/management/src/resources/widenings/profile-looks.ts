import { readRevocationLists } from "@zerq/auth/certificates/read-pem";
import { singleClaims } from "@zerq/auth/jwt-claims";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import { grants, isNew, type Look, list } from "./look.ts";
import type { Flag } from "./warning.ts";

/** Looks at what a profile asks its callers to prove. */

type Claims = Readonly<Record<string, unknown>>;

/** Claims that a token must have: one that is asked for no more, or with another value, lets others in. */
export const requiredClaims: Look = (after, before) => {
  if (isNew(before)) return undefined;
  const asked = claimsOf(after);
  const isLess = Object.entries(claimsOf(before)).some(([name, wanted]) => {
    const still = Object.hasOwn(asked, name) ? listOf(asked[name]) : [];
    return listOf(wanted).some((value) => !still.includes(value));
  });
  return isLess
    ? { code: "more_tokens", message: "accepts tokens without a claim that it asked for" }
    : undefined;
};

/** Without a claim that names one party, whoever the issuer gives a token for the audience is the client. */
export const namedParty: Look = (after, before) => {
  if ([...singleClaims].some((name) => Object.hasOwn(claimsOf(after), name))) return undefined;
  const message = "accepts every token of the issuer for the audience, whoever it was given to";
  const wasSo = !isNew(before) && ![...singleClaims].some((name) => Object.hasOwn(claimsOf(before), name));
  return wasSo ? undefined : { code: "any_subject", message };
};

/** Certificate authorities in PEM, by what is in them and not by their text. */
export const authorities: Look = (after, before) => {
  if (isNew(before)) return undefined;
  const message = "accepts certificates of another authority";
  return grants("more_certificates", message)(thumbprintsOf(after), thumbprintsOf(before));
};

/** Names of which a certificate must have one. */
export const certificateNames: Look = (after, before) => {
  if (isNew(before)) return undefined;
  const texts = (value: unknown) => list(value).map((match) => JSON.stringify(match));
  return grants("more_certificates", "accepts certificates of more names")(texts(after), texts(before));
};

type Crl = { pem: string | null; url: string | null };

/** Where revoked certificates are known from: a list that is replaced by one with fewer of them lets some in again. */
export const revocation: Look = (after, before) => {
  if (isNew(before) || before === null) return undefined;
  const [now, then] = [after as Crl | null, before as Crl];
  if (now === null) return less("does not ask any more whether a certificate was revoked");
  if (then.url !== null && now.url !== then.url) return less("takes revocations from another address");
  const revoked = new Set(revokedIn(now.pem));
  if (now.url === null && revokedIn(then.pem).some((serial) => !revoked.has(serial)))
    return less("does not know any more of certificates that were revoked");
  return undefined;
};

const less = (message: string): Flag => ({ code: "more_certificates", message });

function claimsOf(value: unknown): Claims {
  return value instanceof Object ? (value as Claims) : {};
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function thumbprintsOf(pem: unknown): string[] {
  return certificatesIn(String(pem ?? "")).map(({ fingerprint256 }) => fingerprint256);
}

/** Issuer and serial of each. */
function revokedIn(pem: string | null): string[] {
  if (pem === null) return [];
  return readRevocationLists(Buffer.from(pem)).flatMap(({ issuer, revoked }) =>
    [...revoked].map((serial) => `${issuer.toString("hex")} ${serial}`),
  );
}
