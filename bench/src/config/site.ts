import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@zerq/dev-stack/free-port";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { startTestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import { deployment, openTestRedis } from "../../../apps/management/test/data-paths/instance.ts";
import { openResourceInstance } from "../../../apps/management/test/data-paths/resource-instance.ts";
import { startServiceProcess } from "../../../apps/management/test/service-process.ts";
import { testEnvironment } from "../../../apps/management/test/test-settings.ts";
import { type Seeded, type Sizes, seed } from "../management/seed.ts";
import { pause } from "../pause.ts";

/** Two management instances on servers of their own, with a database of a size. */
export type Site = Awaited<ReturnType<typeof startSite>>;

export async function startSite(sizes: Sizes) {
  const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
  mkdirSync(join(directory, "probe"));
  const mongo = await startMongo({ directory: join(directory, "mongo") });
  const redis = await startRedis({ directory: join(directory, "redis") });
  const keys = testKeys();
  const seeded = await fill(mongo.uri, redis.url, keys, sizes);
  const ports = [await freePort(), await freePort()];
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const identity = await startTestIdentityProvider(urls[0] ?? "");
  const environment = async (port: number) =>
    testEnvironment({
      ...keys,
      ...{ MONGODB_URI: mongo.uri, REDIS_URL: redis.url, ZERQ_DEPLOYMENT_ID: deployment },
      ...{ OIDC_ISSUER: identity.issuer, MANAGEMENT_BASE_URL: urls[0] ?? "" },
      ...{ ZERQ_MANAGEMENT_PORT: String(port), ZERQ_MANAGEMENT_INTERNAL_PORT: String(await freePort()) },
      ZERQ_MANAGEMENT_OPERATIONS_PORT: String(await freePort()),
      MANAGEMENT_REQUESTS_PER_MINUTE: "10000000",
    });
  const services: ReturnType<typeof startServiceProcess>[] = [];
  for (const port of ports) services.push(startServiceProcess(await environment(port)));
  for (const [index, url] of urls.entries()) await untilServing(url, () => services[index]?.output() ?? "");
  return {
    ...{ directory, mongo, redis, keys, deployment, seeded, urls },
    token: await identity.token("modifier"),
    processIds: services.map(({ child }) => child.pid ?? 0),
    async stop() {
      for (const { child } of services) child.kill("SIGTERM");
      await Promise.all(services.map(({ exited }) => exited));
      await identity.stop();
      await mongo.stop();
      await redis.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What was seeded is beside the chain; so Redis is emptied, and begun anew from the database by whoever starts next. */
async function fill(
  mongo: string,
  url: string,
  keys: ReturnType<typeof testKeys>,
  sizes: Sizes,
): Promise<Seeded> {
  const instance = await openResourceInstance({
    ...{ mongo, redis: url, encryptionKey: keys.ENCRYPTION_KEY, snapshotKey: keys.SNAPSHOT_KEY },
    ...{ portalKey: keys.PORTAL_KEY, signingKey: keys.CONFIG_SIGNING_KEY },
  });
  const seeded = await seed(instance, sizes);
  await instance.close();
  const redis = await openTestRedis(url);
  await redis.flushall();
  redis.disconnect();
  return seeded;
}

async function untilServing(url: string, output: () => string): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const answer = await fetch(`${url}/api/v1/me`).catch(() => undefined);
    if (answer?.status === 401) return;
    await pause(100);
  }
  throw new Error(`management has not started: ${output()}`);
}
