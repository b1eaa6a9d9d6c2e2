import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEnvironmentWrapper } from "@zerq/crypto/environment-wrapper";
import { secretKey } from "@zerq/crypto/secret-key";
import { unwrapKey, type WrappedKey } from "@zerq/crypto/wrapped-key";
import type { DevJson } from "@zerq/dev-stack/launcher/dev-json";
import { Redis } from "ioredis";
import mongoose from "mongoose";
import { portOf } from "./product.ts";

export type StackStores = {
  database: mongoose.mongo.Db;
  redis: Redis;
  /** Every key that a started product has: those of its settings, and the random ones of its database, unwrapped. */
  keys(): Promise<StackSecrets>;
  close(): Promise<void>;
};

export type StackSecrets = {
  /** By name: 32 bytes each, which would be written in one encoding or another. */
  bytes: Map<string, Buffer>;
  /** By name: private keys, passwords and client secrets in the form of their settings. */
  texts: Map<string, string>;
};

/** Opens MongoDB and Redis of a started product, as nobody but management and an attacker does. */
export async function openStackStores(dataDirectory: string, dev: DevJson): Promise<StackStores> {
  const own = JSON.parse(readFileSync(join(dataDirectory, "keys.json"), "utf8")) as Record<string, unknown>;
  const mongo = await mongoose.mongo.MongoClient.connect(
    process.env.MONGODB_URI || `mongodb://127.0.0.1:${portOf(dev, "mongodb")}/zerq?directConnection=true`,
  );
  const redis = new Redis(
    process.env.REDIS_URL || `redis://:${own.redisPassword}@127.0.0.1:${portOf(dev, "redis")}`,
  );
  const database = mongo.db();
  return {
    database,
    redis,
    keys: () => stackSecrets(own, database),
    async close() {
      redis.disconnect();
      await mongo.close();
    },
  };
}

async function stackSecrets(
  own: Record<string, unknown>,
  database: mongoose.mongo.Db,
): Promise<StackSecrets> {
  const bytes = new Map<string, Buffer>();
  for (const name of ["ENCRYPTION_KEY", "SNAPSHOT_KEY", "PORTAL_KEY"])
    bytes.set(name, Buffer.from(String(own[name]), "base64"));
  const current = createEnvironmentWrapper(secretKey(bytes.get("ENCRYPTION_KEY") ?? Buffer.alloc(0)));
  for (const record of await database.collection<WrappedKey>("keys").find().toArray())
    bytes.set(`${record.purpose} key ${record._id}`, await unwrapKey(record, { current, previous: [] }));
  const { jwks, cookieKey } = own.identityProvider as { jwks: { keys: { d: string }[] }; cookieKey: string };
  const texts = new Map([
    ...[
      "CONFIG_SIGNING_KEY",
      "AUDIT_SIGNING_KEY",
      "redisPassword",
      "consoleClientSecret",
      "demoUpstreamKey",
    ].map((name) => [name, String(own[name])] as const),
    ["the provider's cookie key", cookieKey] as const,
    ...jwks.keys.map(({ d }, index) => [`the provider's private key ${index}`, d] as const),
  ]);
  return { bytes, texts };
}
