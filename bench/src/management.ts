// `npm run bench:management`: reads and writes of the management API with 10,000 clients, 30,000 profiles and 5,000 proxies in
// the database, over 1 and 16 connections. The service is a process of its own, on the embedded servers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@zerq/dev-stack/free-port";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { startTestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import { Agent, request } from "undici";
import { openResourceInstance } from "../../apps/management/test/data-paths/resource-instance.ts";
import { startServiceProcess } from "../../apps/management/test/service-process.ts";
import { testEnvironment } from "../../apps/management/test/test-settings.ts";
import { type Call, type Case, cases } from "./management/cases.ts";
import { fullSize, seed } from "./management/seed.ts";
import { pause } from "./pause.ts";
import { percentile } from "./percentile.ts";
import { writeResult } from "./write-result.ts";

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const CONNECTIONS = [1, 16];

type Row = { name: string; connections: number; perSecond: number; p50: number; p99: number; failed: number };

const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
const mongo = await startMongo({ directory: join(directory, "mongo") });
const redis = await startRedis({ directory: join(directory, "redis") });
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const identity = await startTestIdentityProvider(url);
const keys = testKeys();
const agent = new Agent({ connections: 64, pipelining: 1 });
let service: ReturnType<typeof startServiceProcess> | undefined;
try {
  console.log(`filling the database: ${JSON.stringify(fullSize)} …`);
  const instance = await openResourceInstance({
    ...{ mongo: mongo.uri, redis: redis.url, encryptionKey: keys.ENCRYPTION_KEY },
    ...{ snapshotKey: keys.SNAPSHOT_KEY, portalKey: keys.PORTAL_KEY, signingKey: keys.CONFIG_SIGNING_KEY },
  });
  const seeded = await seed(instance, fullSize);
  await instance.close();
  service = startServiceProcess(await environment());
  await ready();
  const call = caller(await identity.token("modifier"));
  const rows: Row[] = [];
  for (const one of cases(seeded)) {
    // Sixteen walks at once would only queue up in the embedded server, each for the better part of a minute.
    for (const connections of one.isLong && mongo.kind === "secantusdb" ? [1] : CONNECTIONS) {
      const row = await measure(one, call, connections);
      console.log(line(row));
      rows.push(row);
    }
  }
  const table = [
    "| request | connections | requests/s | p50 ms | p99 ms | failed |",
    "|---|---|---|---|---|---|",
    ...rows.map(line),
    "",
    `${Object.entries(fullSize)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ")} on ${mongo.kind}, ${SECONDS} s a row.`,
  ].join("\n");
  console.log(
    `written to ${writeResult("management", { database: mongo.kind, sizes: fullSize, seconds: SECONDS, rows }, table)}`,
  );
  process.exitCode = rows.every(({ failed }) => failed === 0) ? 0 : 1;
} finally {
  service?.child.kill("SIGTERM");
  await service?.exited;
  await agent.close();
  await identity.stop();
  await mongo.stop();
  await redis.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function environment(): Promise<Record<string, string>> {
  return testEnvironment({
    ...keys,
    ...{
      MONGODB_URI: mongo.uri,
      REDIS_URL: redis.url,
      OIDC_ISSUER: identity.issuer,
      MANAGEMENT_BASE_URL: url,
    },
    ...{ ZERQ_MANAGEMENT_PORT: String(port), ZERQ_MANAGEMENT_INTERNAL_PORT: String(await freePort()) },
    ...{
      ZERQ_MANAGEMENT_OPERATIONS_PORT: String(await freePort()),
      MANAGEMENT_REQUESTS_PER_MINUTE: "10000000",
    },
  });
}

async function ready(): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`${url}/api/v1/me`).catch(() => undefined);
    if (answer?.status === 401) return;
    await pause(100);
  }
  throw new Error(`management has not started: ${service?.output()}`);
}

function caller(token: string): Call {
  return async (method, path, body, headers = {}) => {
    const answer = await request(`${url}/api/v1${path}`, {
      method,
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const etag = answer.headers["etag"];
    return {
      status: answer.statusCode,
      body: JSON.parse(text),
      etag: typeof etag === "string" ? etag : null,
    };
  };
}

/** Each connection asks again as soon as it has its answer. */
async function measure({ name, connect }: Case, call: Call, connections: number): Promise<Row> {
  const askers = await Promise.all(Array.from({ length: connections }, () => connect(call)));
  const latencies: number[] = [];
  let failed = 0;
  const began = performance.now();
  const until = began + SECONDS * 1_000;
  const work = askers.map(async (ask) => {
    while (performance.now() < until) {
      const start = performance.now();
      const { status } = await ask();
      latencies.push(performance.now() - start);
      if (status >= 300) failed += 1;
    }
  });
  await Promise.all(work);
  const seconds = (performance.now() - began) / 1_000;
  latencies.sort((a, b) => a - b);
  const [p50, p99] = [percentile(latencies, 50), percentile(latencies, 99)];
  return { name, connections, perSecond: latencies.length / seconds, p50, p99, failed };
}

function line({ name, connections, perSecond, p50, p99, failed }: Row): string {
  return `| ${name} | ${connections} | ${perSecond.toFixed(0)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${failed} |`;
}
