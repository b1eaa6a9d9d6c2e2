import type { EgressGuard } from "@zerq/egress/guard";
import { AppError } from "@zerq/errors/app-error";
import { Secret } from "@zerq/logging/secret";
import { fetchAccessToken } from "./fetch-access-token.ts";
import type { TokenRequest } from "./token-request.ts";
import type { UpstreamCounts } from "./upstream-counts.ts";

export type AccessTokens = {
  /** The token in hand, or undefined when one has to be fetched first; begins an early renewal when it is time. */
  current(request: TokenRequest): Secret<string> | undefined;
  /** @throws AppError `credential_unavailable` when the token endpoint gives none */
  get(request: TokenRequest): Promise<Secret<string>>;
  /** The upstream has refused this token: it isn't used again. */
  refused(request: TokenRequest, token: Secret<string>): void;
  /** Forgets the tokens of credentials that are no longer used. */
  sweep(): void;
};

type Held = {
  token: Secret<string> | undefined;
  expiresAt: number;
  renewAt: number;
  fetching: Promise<Secret<string>> | undefined;
  failure: AppError | undefined;
  /** Until then a failure is answered without asking again. */
  failedUntil: number;
  lastRefusedAt: number;
  isUsed: boolean;
};

/** Milliseconds in which a failing token endpoint isn't asked again: as many requests as there are must not become its load. */
const COOLDOWN_MS = 1_000;
/** Milliseconds before its end in which a token is renewed, but never more than a fifth of its life. */
const RENEW_BEFORE_MS = 60_000;

/** Tokens of the client credentials grant (RFC 6749 section 4.4): cached, renewed before they end, fetched once for all who wait. */
export function createAccessTokens(
  guard: EgressGuard,
  counts: UpstreamCounts,
  now: () => number = Date.now,
): AccessTokens {
  const held = new Map<string, Held>();

  function entryOf(request: TokenRequest): Held {
    let entry = held.get(request.key);
    if (entry === undefined) {
      entry = {
        token: undefined,
        expiresAt: 0,
        renewAt: 0,
        fetching: undefined,
        failure: undefined,
        failedUntil: 0,
        lastRefusedAt: Number.NEGATIVE_INFINITY,
        isUsed: true,
      };
      held.set(request.key, entry);
    }
    entry.isUsed = true;
    return entry;
  }

  function fetchOnce(entry: Held, request: TokenRequest): Promise<Secret<string>> {
    entry.fetching ??= fetchAccessToken(guard, request)
      .then(({ token, lifetimeMs }) => {
        entry.token = new Secret(token);
        entry.expiresAt = now() + lifetimeMs;
        entry.renewAt = entry.expiresAt - Math.min(RENEW_BEFORE_MS, lifetimeMs / 5);
        entry.failure = undefined;
        counts.tokensFetched += 1;
        return entry.token;
      })
      .catch((error: Error) => {
        entry.failure = new AppError("credential_unavailable", { log: error.message, cause: error });
        counts.tokensFailed += 1;
        entry.failedUntil = now() + COOLDOWN_MS;
        throw entry.failure;
      })
      .finally(() => {
        entry.fetching = undefined;
      });
    return entry.fetching;
  }

  function current(request: TokenRequest): Secret<string> | undefined {
    const entry = entryOf(request);
    const time = now();
    if (entry.token === undefined || time >= entry.expiresAt) return undefined;
    // Nobody waits for it; should it fail, the token in hand is good for a while, and it is tried again.
    if (time >= entry.renewAt && time >= entry.failedUntil) fetchOnce(entry, request).catch(() => undefined);
    return entry.token;
  }

  return {
    current,
    async get(request) {
      const token = current(request);
      if (token !== undefined) return token;
      const entry = entryOf(request);
      if (entry.failure !== undefined && now() < entry.failedUntil) throw entry.failure;
      return fetchOnce(entry, request);
    },
    refused(request, token) {
      const entry = entryOf(request);
      // A newer one is in hand already; and an upstream that refuses them all must not make every request fetch another.
      if (entry.token !== token || now() - entry.lastRefusedAt < COOLDOWN_MS) return;
      entry.token = undefined;
      entry.lastRefusedAt = now();
    },
    sweep() {
      for (const [key, entry] of held) {
        if (!entry.isUsed && entry.fetching === undefined) held.delete(key);
        entry.isUsed = false;
      }
    },
  };
}
