import { AppError } from "@zerq/errors/app-error";
import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Fetch } from "./fetch-text.ts";
import { asymmetricAlgorithms } from "./jwt-algorithms.ts";
import { JwtError, readHeader } from "./jwt-parts.ts";
import { KeySource, KeysUnavailableError } from "./key-source.ts";
import { checkTokenKind } from "./token-kind.ts";

export type Claims = JWTPayload;
export type OidcVerifier = {
  /** @throws AppError `unauthorized` or `token_expired` (the latter only after a valid signature) */
  verify(token: string): Promise<Claims>;
};

export type OidcVerifierOptions = {
  /** Exact; the discovery document must name the same. */
  issuer: string;
  audience: string;
  /** Reaches the provider; the caller gives one that passes the egress guard. */
  fetch: Fetch;
  /** The issuer's keys where others look at them too; otherwise the verifier has a source of its own. */
  keys?: KeySource;
  /** How far the provider's clock may be from ours. */
  clockToleranceSeconds?: number;
};

/**
 * Verifies access tokens of one issuer (RFC 9068, OpenID Connect Discovery 1.0). Keys are cached, and go on serving while the
 * provider is away; unknown key ids don't make it ask again and again.
 */
export function createOidcVerifier(options: OidcVerifierOptions): OidcVerifier {
  const { issuer, audience, fetch, clockToleranceSeconds = 5 } = options;
  const keys = options.keys ?? new KeySource({ issuer, jwksUri: undefined, fetch });
  return {
    async verify(token) {
      try {
        const header = readHeader(token);
        const key = await keys.find(header);
        if (key === undefined) throw new JwtError("the issuer has no such key");
        const { payload } = await jwtVerify(token, key, {
          issuer,
          audience,
          // Asymmetric only: an HMAC under a public key must never count (CVE-2026-22817 and its kin).
          algorithms: [...asymmetricAlgorithms],
          clockTolerance: clockToleranceSeconds,
          requiredClaims: ["exp", "sub"],
        });
        checkTokenKind("access", header, payload, audience);
        return payload;
      } catch (error) {
        throw asRefusal(error);
      }
    },
  };
}

function asRefusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired)
    return new AppError("token_expired", { log: error.message, headers: challenge });
  if (error instanceof KeysUnavailableError) return unavailable(error.message);
  if (error instanceof JwtError || error instanceof errors.JOSEError)
    return new AppError("unauthorized", { log: error.message, headers: challenge });
  // A key of another kind than the algorithm wants: jose hands on what WebCrypto says.
  return new AppError("unauthorized", { log: String(error), headers: challenge });
}

const challenge = { "WWW-Authenticate": 'Bearer error="invalid_token"' };

/** The provider can't be asked: nobody gets in, and the caller learns that it is not about the token. */
function unavailable(log: string): AppError {
  return new AppError("service_unavailable", {
    message: "The identity provider can not be reached at the moment.",
    log,
    headers: { "Retry-After": "5" },
  });
}
