import { randomBytes } from "node:crypto";
import { randomKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { freePort } from "@zerq/test-kit/free-port";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase } from "../src/database/connect.ts";
import { openKeyRing } from "../src/keys/key-records.ts";
import { environmentKeys } from "./environment-keys.ts";
import { startServiceProcess } from "./service-process.ts";
import { type StandaloneMongo, startStandaloneMongo } from "./standalone-mongo.ts";
import { testEnvironment } from "./test-settings.ts";

type Refusal = [
  what: string,
  own: () => Record<string, string> | Promise<Record<string, string>>,
  says: RegExp,
];

let redis: Awaited<ReturnType<typeof freshRedis>>;
let evicting: Awaited<ReturnType<typeof freshRedis>>;
let standalone: StandaloneMongo;
let foreign: string;

beforeAll(async () => {
  [redis, evicting, standalone] = await Promise.all([freshRedis(), freshRedis(), startStandaloneMongo()]);
  const admin = new Redis(evicting.url);
  await admin.config("SET", "maxmemory-policy", "allkeys-lru");
  admin.disconnect();
  const locking = new Redis(redis.url);
  await locking.config("SET", "requirepass", "right");
  locking.disconnect();
  foreign = await databaseOfAnotherKey();
});
afterAll(() => Promise.all([redis?.stop(), evicting?.stop(), standalone?.stop()]));

const at = (url: string, password: string) => url.replace("redis://", `redis://:${password}@`);
/** A database that was set up under an ENCRYPTION_KEY that nobody has any more. */
async function databaseOfAnotherKey(): Promise<string> {
  const uri = freshDatabase();
  const connection = await connectDatabase(new Secret(uri));
  await openKeyRing(connection, environmentKeys(randomKey()));
  await connection.close();
  return uri;
}
const unused = async () => `127.0.0.1:${await freePort()}`;

const refusals: Refusal[] = [
  [
    "no settings at all",
    () => ({ MONGODB_URI: "", SNAPSHOT_KEY: "" }),
    /MONGODB_URI is missing[\s\S]*SNAPSHOT_KEY is missing/,
  ],
  ["no ENCRYPTION_KEY", () => ({ ENCRYPTION_KEY: "" }), /ENCRYPTION_KEY is missing.*openssl rand/],
  [
    "Vault that isn't there",
    async () => ({ KEY_PROVIDER: "vault", VAULT_ADDR: `http://${await unused()}`, VAULT_TOKEN: "t" }),
    /VAULT_ADDR: Vault can't be reached \(ECONNREFUSED\)/,
  ],
  [
    "a short ENCRYPTION_KEY",
    () => ({ ENCRYPTION_KEY: randomBytes(16).toString("base64") }),
    /ENCRYPTION_KEY is too short \(16 bytes\)/,
  ],
  [
    "an example as ENCRYPTION_KEY",
    () => ({ ENCRYPTION_KEY: Buffer.from("change-me-change-me-change-me-32").toString("base64") }),
    /ENCRYPTION_KEY is/,
  ],
  [
    "another ENCRYPTION_KEY than the database's",
    () => ({ MONGODB_URI: foreign }),
    /ENCRYPTION_KEY does not open key \w+ of the database.*ENCRYPTION_KEYS_PREVIOUS/,
  ],
  [
    "a signing key that is none",
    () => ({ CONFIG_SIGNING_KEY: "bm8ga2V5" }),
    /CONFIG_SIGNING_KEY is no private key/,
  ],
  [
    "an identity provider that may not be called",
    () => ({ REDIS_URL: at(redis.url, "right"), EGRESS_ALLOW: "" }),
    /OIDC_ISSUER: 127\.0\.0\.1:9 may not be called\. If it should be, set EGRESS_ALLOW=127\.0\.0\.1:9/,
  ],
  [
    "MongoDB that isn't there",
    async () => ({ MONGODB_URI: `mongodb://${await unused()}/zerq` }),
    /MONGODB_URI: MongoDB can't be reached/,
  ],
  [
    "MongoDB that is no replica set",
    () => ({ MONGODB_URI: standalone.uri }),
    /MONGODB_URI: .*no replica set.*--replSet/,
  ],
  [
    "Redis that isn't there",
    async () => ({ REDIS_URL: `redis://${await unused()}` }),
    /REDIS_URL: nothing accepts connections/,
  ],
  [
    "a wrong Redis password",
    () => ({ REDIS_URL: at(redis.url, "wrong") }),
    /REDIS_URL: Redis refuses the user or password/,
  ],
  [
    "a missing Redis password",
    () => ({ REDIS_URL: redis.url }),
    /REDIS_URL: Redis refuses the user or password/,
  ],
  ["a Redis that evicts", () => ({ REDIS_URL: evicting.url }), /REDIS_URL: .*noeviction/],
  [
    "a Redis for queues that evicts",
    () => ({ REDIS_URL: at(redis.url, "right"), REDIS_QUEUE_URL: evicting.url }),
    /REDIS_QUEUE_URL: .*noeviction/,
  ],
];

describe.concurrent("management refuses to start with", () => {
  it.each(refusals)(
    "%s, and says what to do",
    async (_what, own, says) => {
      const started = startServiceProcess(
        testEnvironment({
          MONGODB_URI: freshDatabase(),
          REDIS_URL: at(redis.url, "right"),
          OIDC_ISSUER: "http://127.0.0.1:9",
          ...(await own()),
        }),
      );
      expect(await started.exited).toBe(1);
      expect(started.output()).toMatch(says);
      const sentences = started
        .output()
        .split("\n")
        .filter((line) => line.startsWith("management can't start"));
      expect(sentences).toHaveLength(1);
      expect(started.output()).not.toMatch(/\n\s+at /);
    },
    90_000,
  );
});
