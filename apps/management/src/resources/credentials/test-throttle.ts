import { createHash } from "node:crypto";
import { AppError } from "@zerq/errors/app-error";
import type { Redis } from "@zerq/service/redis";

export type TestThrottle = {
  /** @throws AppError `too_many_requests`, or `service_unavailable` while Redis is away */
  count(subject: string, credentialId: string): Promise<void>;
};

/** Tests in a minute: of one credential by one actor, of one credential by all, and of all credentials by one actor. */
const MOST = { both: 6, credential: 12, actor: 20 };
const MINUTE_MS = 60_000;

/** Counts in Redis, for all instances together: each test sends a secret, and asks an upstream for an answer. */
export function createTestThrottle(redis: Redis): TestThrottle {
  return {
    async count(subject, credentialId) {
      const now = Date.now();
      const minute = Math.floor(now / MINUTE_MS);
      // A subject is whatever the provider calls somebody; its hash has a length and no separators.
      const actor = createHash("sha256").update(subject).digest("hex").slice(0, 32);
      const limits: [string, number][] = [
        [`${credentialId}:${actor}`, MOST.both],
        [credentialId, MOST.credential],
        [actor, MOST.actor],
      ];
      const counts = await Promise.all(
        limits.map(([name]) => countOne(redis, `zerq:{tests}:${minute}:${name}`)),
      );
      if (counts.every((count, index) => count <= (limits[index]?.[1] ?? 0))) return;
      const seconds = Math.ceil(((minute + 1) * MINUTE_MS - now) / 1_000);
      throw new AppError("too_many_requests", { headers: { "Retry-After": String(seconds) } });
    },
  };
}

async function countOne(redis: Redis, key: string): Promise<number> {
  try {
    const results = await redis
      .multi()
      .incr(key)
      .pexpire(key, 2 * MINUTE_MS)
      .exec();
    return Number(results?.[0]?.[1] ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    throw new AppError("service_unavailable", { log: "tests of credentials can't be counted", cause: error });
  }
}
