import { join } from "node:path";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { stopSharedKeycloak } from "./keycloak.ts";
import { openTemporaryFolder } from "./temporary-folder.ts";

/** One MongoDB-protocol server and one Redis for all test files; each file takes a database, or a Redis, of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = openTemporaryFolder();
  const [mongo, redis] = await Promise.all([
    startMongo({ directory: join(folder.path, "mongo") }),
    startRedis({ directory: join(folder.path, "redis") }),
  ]);
  process.env.ZERQ_TEST_MONGODB_URI = mongo.uri;
  process.env.ZERQ_TEST_REDIS_URL = redis.url;
  // Nothing is there yet: the first test that needs one starts it.
  const keycloak = join(folder.path, "keycloak");
  process.env.ZERQ_TEST_KEYCLOAK_FOLDER = keycloak;
  return async () => {
    stopSharedKeycloak(keycloak);
    await Promise.all([mongo.stop(), redis.stop()]);
    folder.remove();
  };
}
