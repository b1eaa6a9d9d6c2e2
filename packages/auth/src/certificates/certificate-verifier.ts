import { ProvenTokens } from "../proven-tokens.ts";
import { CertificateError } from "./certificate-error.ts";
import { type CertificateMatch, isNamed } from "./certificate-match.ts";
import { checkRevocation } from "./check-revocation.ts";
import { decoySignature } from "./decoy-signature.ts";
import { type CertificatePath, findPaths } from "./find-paths.ts";
import type { PresentedCertificate } from "./presented-certificate.ts";
import type { ReadCertificate } from "./read-certificate.ts";
import type { RevocationSource, RevocationState } from "./revocation-source.ts";
import { validatePath } from "./validate-path.ts";

export type CertificateVerdict =
  | { readonly outcome: "valid"; readonly version: undefined }
  | { readonly outcome: "invalid"; readonly reason: string };

export type CertificateRules = {
  /** @throws CertificateError when they can't be read */
  authorities(): readonly ReadCertificate[];
  /** Never empty: an authority alone names nobody. */
  readonly match: readonly CertificateMatch[];
  /** Every one of them has to have what is asked of it; none: nothing is asked about revocation. */
  readonly revocation: readonly RevocationSource[];
};

/** A verifier compiled from one profile's rules. It answers at once for a certificate that it has proved and that nothing has changed for. */
export type CertificateVerifier = {
  /** @param now milliseconds since the epoch */
  verify(
    presented: PresentedCertificate | undefined,
    now: number,
  ): CertificateVerdict | Promise<CertificateVerdict>;
};

/** The states that a proof was made with. */
type Proof = readonly (RevocationState | undefined)[];

const valid: CertificateVerdict = { outcome: "valid", version: undefined };

export function createCertificateVerifier(rules: CertificateRules): CertificateVerifier {
  const proven = new ProvenTokens<Proof>();
  const { revocation } = rules;

  async function prove(presented: PresentedCertificate, now: number): Promise<CertificateVerdict> {
    try {
      const paths = pathsOf(presented, rules, now);
      await Promise.all(revocation.filter(({ state }) => state === undefined).map((one) => one.load()));
      const states = revocation.map(({ state }) => state);
      const until = await firstValid(paths, states, now);
      proven.add(presented.thumbprint, until, states);
      return valid;
    } catch (error) {
      if (error instanceof CertificateError) return { outcome: "invalid", reason: error.message };
      throw error;
    }
  }

  return {
    verify(presented, now) {
      if (presented === undefined)
        return { outcome: "invalid", reason: "no client certificate was presented" };
      const proof = proven.find(presented.thumbprint, now);
      if (proof !== undefined && isInForce(proof, revocation)) return valid;
      return prove(presented, now);
    },
  };
}

function isInForce(proof: Proof, revocation: readonly RevocationSource[]): boolean {
  for (let index = 0; index < proof.length; index += 1)
    if (proof[index] !== revocation[index]?.state) return false;
  return true;
}

/**
 * Whom it names is looked at first: a certificate of somebody else costs the same, whether its authority is the profile's or not.
 * @throws CertificateError after one verification of a signature or more
 */
function pathsOf(
  presented: PresentedCertificate,
  { authorities, match }: CertificateRules,
  now: number,
): readonly CertificatePath[] {
  const { leaf, sent } = presented.read();
  if (!isNamed(leaf, match)) {
    decoySignature(leaf);
    throw new CertificateError(`the certificate of ${leaf.subject} is none that the profile names`);
  }
  const { paths, signatures } = findPaths(leaf, sent, authorities(), now);
  if (paths.length > 0) return paths;
  if (signatures === 0) decoySignature(leaf);
  throw new CertificateError(`no path from ${leaf.subject} (of ${leaf.issuer}) to the profile's authorities`);
}

/** @returns until when, in milliseconds since the epoch. @throws CertificateError for the first path when none is valid */
async function firstValid(
  paths: readonly CertificatePath[],
  states: readonly (RevocationState | undefined)[],
  now: number,
): Promise<number> {
  let first: unknown;
  for (const path of paths) {
    try {
      await validatePath(path, now);
      const known =
        states.length === 0 ? Number.POSITIVE_INFINITY : await checkRevocation(path, listsOf(states), now);
      return Math.min(known, ...path.map(({ notAfter }) => notAfter));
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

function listsOf(states: readonly (RevocationState | undefined)[]) {
  return states.flatMap((state) => state?.lists ?? []);
}
