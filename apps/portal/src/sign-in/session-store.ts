import type { KeyObject } from "node:crypto";
import { sealRecord } from "@zerq/auth/portal-record";
import {
  findSession,
  sessionsOf as listOf,
  mintSessionToken,
  sessionName as nameOf,
  SESSION_LIFETIME_MS,
  type SessionRecord,
  sessionHash,
} from "@zerq/auth/portal-session";
import type { PurposeKeys } from "@zerq/crypto/shared-keys";
import type { Secret } from "@zerq/logging/secret";
import type { Redis } from "@zerq/service/redis";

export type { SessionRecord };

export type SessionStore = {
  create(record: Omit<SessionRecord, "expiresAt">): Promise<Secret<string>>;
  /** The session at this moment; undefined when malformed, unknown, signed out or too old. */
  find(token: string): Promise<SessionRecord | undefined>;
  chooseClient(token: string, record: SessionRecord, clientId: string): Promise<void>;
  signOut(token: string, record: SessionRecord): Promise<void>;
  /** Ends every session of the address. @param addressHashes under every key that there is */
  signOutEverywhere(addressHashes: readonly string[]): Promise<void>;
};

/**
 * Sessions live in Redis as sealed records under keyed hashes. One counts only as long as it is also in the list of its
 * address, so that taking away the list ends all of them in one step, whatever happens at the same time. While PORTAL_KEY is
 * being changed, a session stays under the key that it began with.
 */
export function createSessionStore(redis: Redis, keys: PurposeKeys, now: () => number): SessionStore {
  function hashOf(key: KeyObject, token: string): string {
    const hash = sessionHash(key, token);
    if (hash === undefined) throw new RangeError("not a token of a session");
    return hash;
  }

  return {
    async create(fields) {
      const token = mintSessionToken();
      const key = keys.used;
      const hash = hashOf(key, token.reveal());
      const expiresAt = now() + SESSION_LIFETIME_MS;
      const record: SessionRecord = { ...fields, expiresAt };
      const list = listOf(record.addressHash);
      await redis.set(nameOf(hash), sealRecord(key, hash, record), "PX", SESSION_LIFETIME_MS);
      const listed = await redis
        .multi()
        .zremrangebyscore(list, "-inf", now())
        .zadd(list, expiresAt, hash)
        .pexpire(list, SESSION_LIFETIME_MS)
        .exec();
      const failure = listed?.find(([error]) => error !== null)?.[0];
      if (listed === null || failure) throw new Error("the session can't be listed", { cause: failure });
      return token;
    },
    find: (token) => findSession(redis, keys.all, token, now()),
    async chooseClient(token, record, clientId) {
      for (const key of keys.all) {
        const hash = hashOf(key, token);
        // XX: a session that was ended meanwhile is not brought back, nor one made under a key that it isn't under.
        await redis.set(nameOf(hash), sealRecord(key, hash, { ...record, clientId }), "KEEPTTL", "XX");
      }
    },
    async signOut(token, record) {
      for (const key of keys.all) {
        const hash = hashOf(key, token);
        await redis.zrem(listOf(record.addressHash), hash);
        await redis.del(nameOf(hash));
      }
    },
    async signOutEverywhere(addressHashes) {
      for (const hash of addressHashes) await redis.del(listOf(hash));
    },
  };
}
