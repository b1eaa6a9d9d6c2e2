import type { KeyObject } from "node:crypto";
import { LINK_LIFETIME_MS, linkHash } from "@zerq/auth/magic-link";
import { openRecord, sealRecord } from "@zerq/auth/portal-record";
import type { PurposeKeys } from "@zerq/crypto/shared-keys";
import type { Redis } from "@zerq/service/redis";
import { z } from "zod";

const linkRecord = z.object({
  address: z.string(),
  /** Keyed hashes of the browser that asked, see @zerq/auth/magic-link-browser. */
  browser: z.string(),
  code: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});

export type LinkRecord = z.infer<typeof linkRecord>;

export type LinkStore = {
  put(token: string, record: Omit<LinkRecord, "expiresAt">): Promise<void>;
  /** The record of a link that is good at this moment; undefined when malformed, unknown, used or too old. */
  find(token: string): Promise<LinkRecord | undefined>;
  /** Counts one more try of a code. @returns how many there were for this link, this one included */
  countTry(token: string): Promise<number>;
  /** Uses the link up. @returns true for exactly one caller, however many try at once */
  consume(token: string): Promise<boolean>;
};

/**
 * Links live in Redis as sealed records under keyed hashes: a dump has no token, and none can be made from it. While PORTAL_KEY
 * is being changed, a link may be under either key, and every portal finds it.
 */
export function createLinkStore(redis: Redis, keys: PurposeKeys, now: () => number): LinkStore {
  const nameOf = (hash: string) => `zerq:portal:link:{${hash}}`;

  function hashOf(key: KeyObject, token: string): string {
    const hash = linkHash(key, token);
    if (hash === undefined) throw new RangeError("not a token of a link");
    return hash;
  }

  async function countUnder(name: string): Promise<number> {
    const [count] = (await redis.multi().incr(name).pexpire(name, LINK_LIFETIME_MS).exec()) ?? [];
    if (count === undefined || count[0] !== null) throw new Error("tries can't be counted");
    return Number(count[1]);
  }

  return {
    async put(token, record) {
      const key = keys.used;
      const hash = hashOf(key, token);
      const sealed = sealRecord(key, hash, { ...record, expiresAt: now() + LINK_LIFETIME_MS });
      await redis.set(nameOf(hash), sealed, "PX", LINK_LIFETIME_MS);
    },
    async find(token) {
      for (const key of keys.all) {
        const hash = linkHash(key, token);
        if (hash === undefined) return undefined;
        const sealed = await redis.get(nameOf(hash));
        const record = sealed === null ? undefined : openRecord(key, hash, linkRecord, sealed);
        if (record !== undefined) return now() < record.expiresAt ? record : undefined;
      }
      return undefined;
    },
    async countTry(token) {
      // Under every key, so that portals that hold only one of them count the same tries.
      const counts = keys.all.map((key) => countUnder(`${nameOf(hashOf(key, token))}:tries`));
      return Math.max(...(await Promise.all(counts)));
    },
    async consume(token) {
      let deleted = 0;
      for (const key of keys.all) deleted += await redis.del(nameOf(hashOf(key, token)));
      return deleted === 1;
    },
  };
}
