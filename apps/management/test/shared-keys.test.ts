import { join } from "node:path";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { keyName } from "@zerq/crypto/shared-keys";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { Secret } from "@zerq/logging/secret";
import { addressHash } from "@zerq/plane-protocol/address-hash";
import { deltaKey } from "@zerq/plane-protocol/channels";
import { openDelta } from "@zerq/plane-protocol/delta";
import { testKeys } from "@zerq/test-kit/keys";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { connectDatabase } from "../src/database/connect.ts";
import { Callers } from "./callers-under-way.ts";
import { KeySite, keyOf, WITHIN } from "./key-site.ts";
import { create } from "./samples.ts";
import type { ServiceInstance } from "./service-instance.ts";

type Live = { items: { version: number; lag: number; lastError: string | null }[] };

// Processes start and stop several times.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const next = testKeys();
let site: KeySite;
let former: ReturnType<typeof testKeys>;
let GATEWAY_SNAPSHOT_FILE: string;

beforeAll(async () => {
  site = await KeySite.open();
  former = site.keys;
  GATEWAY_SNAPSHOT_FILE = join(site.directory, "kept");
});
afterAll(() => site.close());

/** What the newest change of shared keys has told the portal: the key's name, and the hash of the client's address. */
async function portalSays(): Promise<string[]> {
  const reader = new Redis(site.redis.url);
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

const sharedBy = (instance: ServiceInstance) => keyOf(instance, "SNAPSHOT_KEY");

it("SNAPSHOT_KEY changes under traffic without one failed call, and what was kept opens under the new one alone", async () => {
  const { SNAPSHOT_KEY: old } = former;
  const both = { SNAPSHOT_KEY: next.SNAPSHOT_KEY, SNAPSHOT_KEYS_PREVIOUS: old };
  const portalBoth = { PORTAL_KEY: next.PORTAL_KEY, PORTAL_KEYS_PREVIOUS: former.PORTAL_KEY };
  const first = await site.manage({});
  const early = await site.serve({ SNAPSHOT_KEY: old });
  const callers = new Callers(early.url, await site.publish(first));

  // Management is given both before any gateway is, and with an instance beside it that has the old one alone.
  const second = await site.manage({ ...both, ...portalBoth });
  const waitingFor = async () => (await sharedBy(second))?.waitingFor.map((name) => /^gateway /.test(name));
  await expect.poll(async () => (await waitingFor())?.sort(), WITHIN).toEqual([false, true]);
  const before = await sharedBy(second);
  expect(before?.next).toMatch(/^[0-9a-f]{16}$/);
  expect((await create(first.call, "credentials")).id).toBeDefined();
  await first.kill("SIGTERM");

  const later = await site.serve({ ...both, GATEWAY_SNAPSHOT_FILE });
  callers.turnTo(later.url);
  await site.stop(early);
  await expect.poll(() => sharedBy(second), WITHIN).toMatchObject({ inUse: before?.next, next: null });
  await expect
    .poll(async () => (await second.call<Live>("GET", "/gateways")).body.items, WITHIN)
    .toMatchObject([{ lag: 0, lastError: null }]);
  await create(second.call, "credentials");
  // The portal's chain says which key is in use, and has the address hashed under it.
  expect(await portalSays()).toEqual(portalUnder(next.PORTAL_KEY));

  const only = await site.serve({ SNAPSHOT_KEY: next.SNAPSHOT_KEY });
  callers.turnTo(only.url);
  await site.stop(later);
  const { SNAPSHOT_KEY, PORTAL_KEY } = next;
  await site.manage({ SNAPSHOT_KEY, PORTAL_KEY });
  await second.kill("SIGTERM");
  await callers.some(20);
  expect(await callers.end()).toEqual([]);
  await site.stop(only);
  // Every call is in the log: no batch was refused for the key that it came under.
  const connection = await connectDatabase(new Secret(site.mongo));
  const logged = () => connection.collection("request_logs").countDocuments();
  await expect.poll(logged, WITHIN).toBe(callers.count);
  await connection.close();

  // Without Redis there is only what the gateway with both keys has kept.
  const alone = await site.serve({
    ...{ SNAPSHOT_KEY: next.SNAPSHOT_KEY, GATEWAY_SNAPSHOT_FILE },
    REDIS_URL: "redis://127.0.0.1:9",
  });
  callers.turnTo(alone.url);
  expect(await callers.once()).toBe(200);

  // Whoever comes back with the old key alone is told so.
  await expect(site.manage({ SNAPSHOT_KEY: old, PORTAL_KEY })).rejects.toThrow(
    /SNAPSHOT_KEY is not the key that is in use/,
  );
});
