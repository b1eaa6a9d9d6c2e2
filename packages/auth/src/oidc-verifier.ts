import { AppError } from "@zerq/errors/app-error";
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { asymmetricAlgorithms } from "./jwt-algorithms.ts";

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
  fetch: typeof fetch;
  clockToleranceSeconds?: number;
};

const MAX_TOKEN_LENGTH = 16 * 1024;
const RETRY_DISCOVERY_AFTER_MS = 5_000;

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Verifies access tokens of one issuer (RFC 9068, OpenID Connect Discovery 1.0). Keys are cached; an unknown `kid` makes
 * at most one request per 30 s, and while the provider is away the known keys go on serving.
 */
export function createOidcVerifier(options: OidcVerifierOptions): OidcVerifier {
  const keys = discoveredKeys(options);
  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw refused("the token is too long");
      try {
        const { payload } = await jwtVerify(token, await keys(), {
          issuer: options.issuer,
          audience: options.audience,
          // Asymmetric only: an HMAC under a public key must never count (CVE-2026-22817 and its kin).
          algorithms: [...asymmetricAlgorithms],
          clockTolerance: options.clockToleranceSeconds ?? 5,
          requiredClaims: ["exp", "sub"],
        });
        return payload;
      } catch (error) {
        throw asRefusal(error);
      }
    },
  };
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** Discovers the key set once; concurrent callers share one attempt, and a failed one is not repeated at once. */
function discoveredKeys(options: OidcVerifierOptions): () => Promise<KeySet> {
  let known: KeySet | undefined;
  let running: Promise<KeySet> | undefined;
  let retryAt = 0;
  return async () => {
    if (known !== undefined) return known;
    if (running === undefined) {
      if (Date.now() < retryAt) throw unavailable("discovery failed a moment ago");
      running = discover(options)
        .then((set) => {
          known = set;
          return set;
        })
        .catch((error: unknown) => {
          retryAt = Date.now() + RETRY_DISCOVERY_AFTER_MS;
          throw unavailable(String(error));
        })
        .finally(() => {
          running = undefined;
        });
    }
    return running;
  };
}

async function discover({ issuer, fetch }: OidcVerifierOptions): Promise<KeySet> {
  const base = issuer.replace(/\/$/, "");
  const answer = await fetch(`${base}/.well-known/openid-configuration`, { redirect: "error" });
  if (!answer.ok) throw new Error(`discovery answered ${answer.status}`);
  const document = discoveryDocument.parse(await answer.json());
  if (document.issuer !== issuer) throw new Error(`discovery names another issuer: ${document.issuer}`);
  const location = new URL(document.jwks_uri);
  if (location.origin !== new URL(issuer).origin)
    throw new Error(`the keys are at a foreign origin: ${location.origin}`);
  return createRemoteJWKSet(location, {
    [customFetch]: fetch,
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  });
}

function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof errors.JWTExpired)
    return new AppError("token_expired", { log: error.message, headers: challenge });
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
    return unavailable(String(error));
  return refused(error.message);
}

const challenge = { "WWW-Authenticate": 'Bearer error="invalid_token"' };

function refused(log: string): AppError {
  return new AppError("unauthorized", { log, headers: challenge });
}

/** The provider can't be asked: nobody gets in, and the caller learns that it is not about the token. */
function unavailable(log: string): AppError {
  return new AppError("service_unavailable", {
    message: "The identity provider can not be reached at the moment.",
    log,
    headers: { "Retry-After": "5" },
  });
}
