import { type CryptoKey, createLocalJWKSet, errors, type JWK } from "jose";
import { z } from "zod";

/** Most keys of one issuer; providers publish a handful, and every token without a known kid is matched against all. */
const MAX_KEYS = 100;

/** A published key as far as it is looked at; what else it says (`x5u`, `x5c`) is never followed. */
const publicKey = z.object({
  kty: z.enum(["RSA", "EC", "OKP"]),
  kid: z.string().max(500).optional(),
  alg: z.string().optional(),
  use: z.literal("sig").optional(),
  key_ops: z.array(z.string()).optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});

const document = z.object({ keys: z.array(z.unknown()).max(MAX_KEYS) });

/** The keys of an issuer at one time. */
export type KeySet = {
  /**
   * The one key for a header: by kid, and of the type that the algorithm is bound to (RFC 7517 section 4).
   * @returns undefined when there is none, or more than one and no kid
   */
  find(header: { readonly alg: string; readonly kid: string | undefined }): Promise<CryptoKey | undefined>;
};

/**
 * Reads a JWK Set (RFC 7517 section 5). Keys that are for something else, or are no public keys, are left out.
 * @throws Error for what is no set, holds too many keys, or none that could verify a signature
 */
export function parseKeySet(text: string): KeySet {
  const parsed = document.safeParse(asJson(text));
  if (!parsed.success)
    throw new Error(`what the key address gives is no key set of at most ${MAX_KEYS} keys`);
  const keys = parsed.data.keys.flatMap((key) => {
    const usable = publicKey.safeParse(key);
    // A private key that was published is everybody's, and proves nothing.
    return usable.success && !Object.hasOwn(key as object, "d") ? [usable.data as JWK] : [];
  });
  if (keys.length === 0) throw new Error("the key set holds no key that could verify a signature");
  const find = createLocalJWKSet({ keys });
  return {
    async find({ alg, kid }) {
      try {
        return await find(kid === undefined ? { alg } : { alg, kid });
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
          return undefined;
        // A key that is named right and is none: jose and WebCrypto each have their own errors for that.
        return undefined;
      }
    },
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("what the key address gives is no JSON");
  }
}
