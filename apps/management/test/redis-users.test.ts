import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { testKeys } from "@zerq/test-kit/keys";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { type GatewayProcess, startGateway } from "./gateway-process.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const document = fileURLToPath(new URL("../../../docs/redis.md", import.meta.url));
const PASSWORD = "of-this-test";
const LIMIT_MS = 60_000;

let redis: FreshRedis;
let admin: Redis;
let management: StartedManagement;
let gateway: GatewayProcess;
let upstream: Server;
let call: Call;

/** The users as the document has them. */
async function makeUsers(): Promise<string[]> {
  const lines = readFileSync(document, "utf8").match(/^user zerq-(management|gateway) .+$/gm) ?? [];
  const users = lines.map((line) => line.replace(">…", `>${PASSWORD}`).split(" ").slice(1));
  for (const [name = "", ...rules] of users) await admin.call("ACL", "SETUSER", name, ...rules);
  return users.map(([name = ""]) => name);
}

const urlOf = (user: string) => `redis://${user}:${PASSWORD}@127.0.0.1:${redis.port}`;

beforeAll(async () => {
  redis = await freshRedis();
  admin = new Redis(redis.url);
  expect(await makeUsers()).toEqual(["zerq-management", "zerq-gateway"]);
  upstream = createServer((_request, response) => response.end("ok"));
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { CONFIG_VERIFY_KEYS, ...keys } = testKeys();
  management = await startTestManagement({ ...keys, REDIS_URL: urlOf("zerq-management") });
  const { SNAPSHOT_KEY } = keys;
  gateway = await startGateway({ SNAPSHOT_KEY, CONFIG_VERIFY_KEYS, REDIS_URL: urlOf("zerq-gateway") });
  call = await apiCaller(management, "modifier");
}, 180_000);
afterAll(async () => {
  await gateway?.stop();
  await management?.stop();
  upstream?.close();
  admin?.disconnect();
  await redis?.stop();
});

const ready = async (url: string) => (await fetch(`${url}/readyz`).catch(() => undefined))?.status;

it("management and gateways do all their work as their own users of Redis", async () => {
  await expect.poll(() => ready(gateway.operationsUrl), { timeout: LIMIT_MS }).toBe(200);
  const { port } = upstream.address() as AddressInfo;
  const collection = await create(call, "collections", {
    ...{ name: "users", basePath: "/users", targetEndpoint: `http://127.0.0.1:${port}`, status: "published" },
  });
  const proxy = { name: "a", collectionId: collection.id, methods: ["GET"], path: "/a", targetPath: "/a" };
  await create(call, "proxies", { ...proxy, status: "published" });
  const policy = await create(call, "policies", {
    ...{ name: "both", rateLimit: { max: 50, interval: "1m" }, quota: { max: 90, interval: "1d" } },
  });
  const made = await call<Resource & { defaultProfile: { id: string; token: string } }>(
    "POST",
    "/clients?wait=applied&timeout=30",
    { name: "Partner", email: "a@example.com", collectionIds: [collection.id], policyId: policy.id },
  );
  expect(made.headers.get("zerq-config-applied")).toBe("1/1");
  const { id, defaultProfile } = made.body;
  const status = async () => {
    const answer = await fetch(`${gateway.url}/users/a`, {
      headers: {
        "x-client-id": id,
        "x-profile-id": defaultProfile.id,
        authorization: `Bearer ${defaultProfile.token}`,
      },
    });
    await answer.text();
    return answer.status;
  };
  await expect.poll(status, { timeout: LIMIT_MS }).toBe(200);
  const logged = async () =>
    (await call<{ items: { clientId: string }[] }>("GET", `/logs?clientId=${id}`)).body.items.length;
  await expect.poll(logged, { timeout: LIMIT_MS }).toBeGreaterThan(0);
  expect(await admin.call("ACL", "LOG")).toEqual([]);
}, 180_000);

it.each([
  ["zerq-gateway", ["GET", "zerq:{cfg:portal}:full"]],
  ["zerq-gateway", ["GET", "zerq:{cfg:gateway:dmz}:full"]],
  ["zerq-gateway", ["DEL", "zerq:{changes}:ticket"]],
  ["zerq-gateway", ["HGETALL", "zerq:portal:session:x"]],
  ["zerq-gateway", ["PUBLISH", "zerq:{cfg:portal}:channel", "x"]],
  ["zerq-gateway", ["SUBSCRIBE", "zerq:{cfg:gateway:dmz}:channel"]],
  ["zerq-gateway", ["FLUSHALL"]],
  ["zerq-gateway", ["CONFIG", "SET", "maxmemory", "1"]],
  ["zerq-management", ["FLUSHALL"]],
])("%s can't do %j", async (user, [command = "", ...parameters]) => {
  const connection = new Redis(urlOf(user));
  try {
    await expect(connection.call(command, ...parameters)).rejects.toThrow(/NOPERM/);
  } finally {
    connection.disconnect();
  }
});
