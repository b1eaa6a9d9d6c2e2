import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { keyName } from "@zerq/crypto/shared-keys";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { Secret } from "@zerq/logging/secret";
import { addressHash } from "@zerq/plane-protocol/address-hash";
import { deltaKey } from "@zerq/plane-protocol/channels";
import { openDelta } from "@zerq/plane-protocol/delta";
import { startTestIdentityProvider, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { connectDatabase } from "../src/database/connect.ts";
import { Callers } from "./callers-under-way.ts";
import { type GatewayProcess, startGateway } from "./gateway-process.ts";
import { create, type Resource } from "./samples.ts";
import { type ServiceInstance, startInstance } from "./service-instance.ts";

type Client = Resource & { defaultProfile: { id: string; token: string } };
type Shared = { setting: string; inUse: string; next: string | null; waitingFor: string[] };
type Live = { items: { version: number; lag: number; lastError: string | null }[] };

// Processes start and stop several times.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const WITHIN = { timeout: 60_000, interval: 100 };

const [former, next] = [testKeys(), testKeys()];
const directory = mkdtempSync(join(tmpdir(), "zerq-shared-keys-"));
const GATEWAY_SNAPSHOT_FILE = join(directory, "kept");
const gateways: GatewayProcess[] = [];
const instances: ServiceInstance[] = [];
let upstream: Server;
let identity: TestIdentityProvider;
let redis: Awaited<ReturnType<typeof freshRedis>>;
let mongo: string;

beforeAll(async () => {
  // Answers only who brings the credential's secret.
  upstream = createServer((request, response) => {
    response.writeHead(request.headers["x-api-key"] === "the-secret" ? 200 : 418).end();
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  identity = await startTestIdentityProvider("http://127.0.0.1:9");
  redis = await freshRedis();
  mongo = freshDatabase();
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await Promise.all(instances.map((instance) => instance.kill("SIGKILL")));
  await Promise.all([identity.stop(), redis.stop()]);
  upstream.close();
  rmSync(directory, { recursive: true, force: true });
});

async function manage(more: Record<string, string>): Promise<ServiceInstance> {
  const { CONFIG_VERIFY_KEYS: _, ...keys } = former;
  const EGRESS_ALLOW = "127.0.0.0/8:*";
  const environment = { ...keys, MONGODB_URI: mongo, REDIS_URL: redis.url, EGRESS_ALLOW, ...more };
  const instance = await startInstance(identity, environment);
  instances.push(instance);
  return instance;
}

async function serve(more: Record<string, string>): Promise<GatewayProcess> {
  const { CONFIG_VERIFY_KEYS } = former;
  const gateway = await startGateway({ CONFIG_VERIFY_KEYS, REDIS_URL: redis.url, ...more });
  gateways.push(gateway);
  const ready = () =>
    fetch(`${gateway.operationsUrl}/readyz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(ready, WITHIN).toBe(200);
  return gateway;
}

async function stop(...ended: readonly GatewayProcess[]): Promise<void> {
  await Promise.all(ended.map((gateway) => gateway.stop()));
  for (const gateway of ended) gateways.splice(gateways.indexOf(gateway), 1);
}

/** A published path whose upstream wants a secret, and a client that may call it. */
async function publish({ call }: ServiceInstance): Promise<Client> {
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const credential = await create(call, "credentials", {
    apiKey: { value: "the-secret" },
    origins: [origin],
  });
  const of = { name: "turn", status: "published", credentialId: credential.id };
  const collection = await create(call, "collections", { ...of, basePath: "/turn", targetEndpoint: origin });
  const path = { collectionId: collection.id, methods: ["GET"], path: "/a", targetPath: "/a" };
  await create(call, "proxies", { name: "turn", status: "published", ...path });
  const body = {
    name: "Turning",
    email: "turn@example.com",
    authorizedEmails: ["turn@example.com"],
    collectionIds: [collection.id],
  };
  return (await call<Client>("POST", "/clients?wait=applied", body)).body;
}

/** What the newest change of shared keys has told the portal: the key's name, and the hash of the client's address. */
async function portalSays(): Promise<string[]> {
  const reader = new Redis(redis.url);
  const texts = Object.values(await reader.hgetall(deltaKey("portal")));
  reader.disconnect();
  const verifier = createVerifier([parsePublicKey(former.CONFIG_VERIFY_KEYS)]);
  const changes = texts.map((text) => openDelta(verifier, text)).flatMap((delta) => delta.changes);
  const told = changes.flatMap((change) => (change.op === "put" ? [change.entity] : [])) as {
    name: string;
    addressHashes?: string[];
  }[];
  const name = told.findLast(
    (entity) => !("addressHashes" in entity) && /^[0-9a-f]{16}$/.test(entity.name),
  )?.name;
  return [name ?? "", ...(told.findLast((entity) => "addressHashes" in entity)?.addressHashes ?? [])];
}

function portalUnder(text: string): string[] {
  const key = secretKey(Buffer.from(text, "base64"));
  return [keyName(key), addressHash(deriveKey(key, "address-hash"), "turn@example.com")];
}

const sharedBy = async ({ call }: ServiceInstance) =>
  (await call<{ shared: Shared[] }>("GET", "/keys")).body.shared.find(
    ({ setting }) => setting === "SNAPSHOT_KEY",
  );

it("SNAPSHOT_KEY changes under traffic without one failed call, and what was kept opens under the new one alone", async () => {
  const { SNAPSHOT_KEY: old } = former;
  const both = { SNAPSHOT_KEY: next.SNAPSHOT_KEY, SNAPSHOT_KEYS_PREVIOUS: old };
  const portalBoth = { PORTAL_KEY: next.PORTAL_KEY, PORTAL_KEYS_PREVIOUS: former.PORTAL_KEY };
  const first = await manage({});
  const early = await serve({ SNAPSHOT_KEY: old });
  const callers = new Callers(early.url, await publish(first));

  // Management is given both before any gateway is, and with an instance beside it that has the old one alone.
  const second = await manage({ ...both, ...portalBoth });
  const waitingFor = async () => (await sharedBy(second))?.waitingFor.map((name) => /^gateway /.test(name));
  await expect.poll(async () => (await waitingFor())?.sort(), WITHIN).toEqual([false, true]);
  const before = await sharedBy(second);
  expect(before?.next).toMatch(/^[0-9a-f]{16}$/);
  expect((await create(first.call, "credentials")).id).toBeDefined();
  await first.kill("SIGTERM");

  const later = await serve({ ...both, GATEWAY_SNAPSHOT_FILE });
  callers.turnTo(later.url);
  await stop(early);
  await expect.poll(() => sharedBy(second), WITHIN).toMatchObject({ inUse: before?.next, next: null });
  await expect
    .poll(async () => (await second.call<Live>("GET", "/gateways")).body.items, WITHIN)
    .toMatchObject([{ lag: 0, lastError: null }]);
  await create(second.call, "credentials");
  // The portal's chain says which key is in use, and has the address hashed under it.
  expect(await portalSays()).toEqual(portalUnder(next.PORTAL_KEY));

  const only = await serve({ SNAPSHOT_KEY: next.SNAPSHOT_KEY });
  callers.turnTo(only.url);
  await stop(later);
  const { SNAPSHOT_KEY, PORTAL_KEY } = next;
  await manage({ SNAPSHOT_KEY, PORTAL_KEY });
  await second.kill("SIGTERM");
  await callers.some(20);
  expect(await callers.end()).toEqual([]);
  await stop(only);
  // Every call is in the log: no batch was refused for the key that it came under.
  const connection = await connectDatabase(new Secret(mongo));
  const logged = () => connection.collection("request_logs").countDocuments();
  await expect.poll(logged, WITHIN).toBe(callers.count);
  await connection.close();

  // Without Redis there is only what the gateway with both keys has kept.
  const alone = await serve({
    ...{ SNAPSHOT_KEY: next.SNAPSHOT_KEY, GATEWAY_SNAPSHOT_FILE },
    REDIS_URL: "redis://127.0.0.1:9",
  });
  callers.turnTo(alone.url);
  expect(await callers.once()).toBe(200);

  // Whoever comes back with the old key alone is told so.
  await expect(manage({ SNAPSHOT_KEY: old, PORTAL_KEY })).rejects.toThrow(
    /SNAPSHOT_KEY is not the key that is in use/,
  );
});
