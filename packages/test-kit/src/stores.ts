import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomId } from "@zerq/crypto/random";
import { type StartedMongo, startMongo } from "@zerq/dev-stack/servers/mongo";
import { type StartedRedis, startRedis } from "@zerq/dev-stack/servers/redis";
import { freePort } from "./free-port.ts";

/** A database of its own on the shared server. */
export function freshDatabase(): string {
  const uri = process.env.ZERQ_TEST_MONGODB_URI;
  if (uri === undefined) throw new Error("the shared test servers are not running");
  return uri.replace("/zerq?", `/test_${randomId()}?`);
}

/** A server of its own, for tests that end it. */
export async function freshMongo(): Promise<StartedMongo> {
  const directory = mkdtempSync(join(tmpdir(), "zerq-mongo-"));
  const mongo = await startMongo({ directory, port: await freePort() });
  return {
    ...mongo,
    async stop() {
      await mongo.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The shared Redis, for tests whose keys can't meet those of others. */
export function sharedRedisUrl(): string {
  const url = process.env.ZERQ_TEST_REDIS_URL;
  if (url === undefined) throw new Error("the shared test servers are not running");
  return url;
}

export type FreshRedis = StartedRedis & {
  directory: string;
  /** Ends it as a power cut would. */
  crash(): Promise<void>;
  /** Starts it again on the same port after a crash, with what it had on disk or with nothing. */
  restart(data: "kept" | "emptied"): Promise<void>;
};

/** A Redis of its own, since keys of the product have fixed names. */
export async function freshRedis(): Promise<FreshRedis> {
  const directory = mkdtempSync(join(tmpdir(), "zerq-redis-"));
  let redis = await startRedis({ directory, port: await freePort() });
  const { port } = redis;
  return {
    ...redis,
    directory,
    get pid() {
      return redis.pid;
    },
    async crash() {
      process.kill(redis.pid, "SIGKILL");
      await redis.exited;
    },
    async restart(data) {
      if (data === "emptied") rmSync(directory, { recursive: true, force: true });
      redis = await startRedis({ directory, port });
    },
    async stop() {
      await redis.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
