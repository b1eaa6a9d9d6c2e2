import { join } from "node:path";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { keyName } from "@zerq/crypto/shared-keys";
import {
  createSigner,
  generateSigningKeys,
  keyIdOf,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import { signDelta, signFullSnapshot, signHead } from "@zerq/plane-protocol/delta";
import { KeptFile } from "@zerq/plane-protocol/kept-file";
import { claimedSigner } from "@zerq/plane-protocol/signed-message";
import { testKeys } from "@zerq/test-kit/keys";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Callers } from "./callers-under-way.ts";
import { type KeyedClient, KeySite, keyOf, WITHIN } from "./key-site.ts";
import { create } from "./samples.ts";
import type { ServiceInstance } from "./service-instance.ts";

type Gateways = { items: { version: number; lag: number; lastError: string | null }[] };
type Keys = { gateways: { snapshotKeys: string[] | null; verifyKeys: string[] | null }[] };

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const AUDIENCE = "gateway:default";
const NOWHERE = "redis://127.0.0.1:9";
const next = generateSigningKeys();
const idOf = (publicKey: string) => keyIdOf(parsePublicKey(publicKey));
let site: KeySite;
/** The pair that signs first. */
let former: { privateKey: string; publicKey: string };
let client: KeyedClient;

beforeAll(async () => {
  site = await KeySite.open();
  former = { privateKey: site.keys.CONFIG_SIGNING_KEY, publicKey: site.keys.CONFIG_VERIFY_KEYS };
});
afterAll(() => site.close());

const file = (name: string) => ({ GATEWAY_SNAPSHOT_FILE: join(site.directory, name) });
const trusting = (...keys: string[]) => ({ CONFIG_VERIFY_KEYS: keys.join(",") });
const live = async ({ call }: ServiceInstance) => (await call<Gateways>("GET", "/gateways")).body.items;
const signing = (instance: ServiceInstance) => keyOf(instance, "CONFIG_SIGNING_KEY");

/** Whose signature a kept file begins with. */
async function keptUnder(name: string): Promise<string | undefined> {
  const key = deriveKey(secretKey(Buffer.from(site.keys.SNAPSHOT_KEY, "base64")), "last-known-good");
  const path = file(name).GATEWAY_SNAPSHOT_FILE;
  const records = await new KeptFile({ path, keys: [key], deployment: "default", audience: AUDIENCE }).read();
  return claimedSigner(records[0]?.text ?? "");
}

/** What somebody with the earlier key writes to Redis: the next version, a full snapshot of it, and its head. */
async function forge(privateKey: string, version: number): Promise<void> {
  const by = createSigner(parsePrivateKey(privateKey));
  const place = { deployment: "default", epoch: 1, audience: AUDIENCE, time: Date.now() } as const;
  const at = { ...place, schemaVersion: 1, version };
  const { text, hash } = signDelta(by, { ...at, previousHash: "", changes: [] });
  const redis = new Redis(site.redis.url);
  await redis
    .multi()
    .set(headKey(AUDIENCE), signHead(by, { ...place, version, hash }))
    .set(fullKey(AUDIENCE), signFullSnapshot(by, { ...at, hash, entities: {} }))
    .hset(deltaKey(AUDIENCE), String(version), text)
    .set(versionKey(AUDIENCE), String(version))
    .publish(deltaChannel(AUDIENCE), text)
    .exec();
  redis.disconnect();
}

describe("CONFIG_SIGNING_KEY", () => {
  it("changes under traffic without one failed call, and what it signed counts for nothing afterwards", async () => {
    const withBoth = {
      CONFIG_SIGNING_KEY: next.privateKey,
      CONFIG_SIGNING_KEYS_PREVIOUS: former.privateKey,
    };
    const first = await site.manage({});
    const early = await site.serve(file("early"));
    client = await site.publish(first);
    const callers = new Callers(early.url, client);

    // Management has both before any gateway knows the new one, and an instance beside it that has the old one alone.
    const second = await site.manage(withBoth);
    const waitingFor = async () => (await signing(second))?.waitingFor.map((name) => /^gateway /.test(name));
    await expect.poll(async () => (await waitingFor())?.sort(), WITHIN).toEqual([false, true]);
    expect(await signing(second)).toMatchObject({
      inUse: idOf(former.publicKey),
      next: idOf(next.publicKey),
    });
    for (const { call } of [first, second]) expect((await create(call, "credentials")).id).toBeDefined();
    await first.kill("SIGTERM");

    const both = await site.serve({ ...trusting(next.publicKey, former.publicKey), ...file("both") });
    callers.turnTo(both.url);
    await expect
      .poll(async () => (await signing(second))?.waitingFor, WITHIN)
      .toEqual([expect.stringMatching(/^gateway /)]);
    await site.stop(early);
    await expect
      .poll(() => signing(second), WITHIN)
      .toMatchObject({ inUse: idOf(next.publicKey), next: null });
    await create(second.call, "credentials");

    // One that comes without the new key goes on with what it has kept, and says why it has nothing newer.
    const lacking = await site.serve(file("early"));
    await expect
      .poll(async () => (await live(second)).map(({ lag, lastError }) => [lag > 0, lastError ?? ""]), WITHIN)
      .toContainEqual([true, expect.stringMatching(/by a key that is not trusted here: bad-signature/)]);
    await expect.poll(() => lacking.output(), WITHIN).toMatch(/not trusted here: bad-signature/);
    const { body } = await second.call<Keys>("GET", "/keys");
    expect(body.gateways.map(({ verifyKeys }) => verifyKeys)).toContainEqual([idOf(former.publicKey)]);
    callers.turnTo(lacking.url);
    await callers.some(5);

    // Who knows the new one alone has all there is, and so has what the gateway with both has kept by then.
    const only = await site.serve({ ...trusting(next.publicKey), ...file("only") });
    callers.turnTo(only.url);
    await site.stop(lacking);
    await expect.poll(() => keptUnder("both"), WITHIN).toBe(idOf(next.publicKey));
    await site.stop(both);
    const third = await site.manage({ CONFIG_SIGNING_KEY: next.privateKey });
    await second.kill("SIGTERM");
    await create(third.call, "credentials");
    await expect
      .poll(async () => (await live(third)).map(({ lag, lastError }) => [lag, lastError]), WITHIN)
      .toEqual([[0, null]]);

    await forge(former.privateKey, 1_000);
    await expect.poll(() => only.output(), WITHIN).toMatch(/not trusted here: bad-signature/);
    await callers.some(20);
    // Management mends what was put in its place.
    await create(third.call, "credentials");
    await expect
      .poll(async () => (await live(third)).map(({ lag, lastError }) => [lag, lastError]), WITHIN)
      .toEqual([[0, null]]);
    expect(await callers.end()).toEqual([]);

    const alone = await site.serve({
      ...{ ...trusting(next.publicKey), ...file("both") },
      REDIS_URL: NOWHERE,
    });
    callers.turnTo(alone.url);
    expect(await callers.once()).toBe(200);
    const withdrawn = await site.begin({
      ...{ ...trusting(next.publicKey), ...file("early") },
      REDIS_URL: NOWHERE,
    });
    await expect.poll(() => withdrawn.output(), WITHIN).toMatch(/full-snapshot by a key that is not trusted/);
    expect(await withdrawn.readiness()).toBe(503);
    await expect(site.manage({})).rejects.toThrow(/CONFIG_SIGNING_KEY is not the key that is in use/);
    await site.stop(only, alone, withdrawn);
    await third.kill("SIGTERM");
  });

  it("and SNAPSHOT_KEY and PORTAL_KEY are replaced at once where the one in use is lost", async () => {
    const last = testKeys();
    const names = [site.keys.SNAPSHOT_KEY, site.keys.PORTAL_KEY].map((text) =>
      keyName(secretKey(Buffer.from(text, "base64"))),
    );
    const fresh = {
      ...{ CONFIG_SIGNING_KEY: last.CONFIG_SIGNING_KEY, SNAPSHOT_KEY: last.SNAPSHOT_KEY },
      PORTAL_KEY: last.PORTAL_KEY,
    };
    const before = await site.manage({ CONFIG_SIGNING_KEY: next.privateKey });
    const running = await site.serve(trusting(next.publicKey));
    const callers = new Callers(running.url, client);
    await before.kill("SIGTERM");

    // With the new keys alone there is nothing yet that a gateway could open.
    const coming = await site.begin({
      ...trusting(last.CONFIG_VERIFY_KEYS, next.publicKey),
      SNAPSHOT_KEY: last.SNAPSHOT_KEY,
    });
    await expect.poll(() => coming.output(), WITHIN).toMatch(/SNAPSHOT_KEY that this gateway does not hold/);
    expect(await coming.readiness()).toBe(503);
    const without = { ...fresh, KEYS_GIVEN_UP: names.join(",") };
    await expect(site.manage(without)).rejects.toThrow(/name it in KEYS_GIVEN_UP/);

    const after = await site.manage({
      ...{ ...fresh, LOG_LEVEL: "info" },
      KEYS_GIVEN_UP: [...names, idOf(next.publicKey)].join(","),
    });
    await expect.poll(() => coming.readiness(), WITHIN).toBe(200);
    await expect.poll(() => running.output(), WITHIN).toMatch(/config was refused/);
    const settings = ["SNAPSHOT_KEY", "PORTAL_KEY", "CONFIG_SIGNING_KEY"];
    for (const setting of settings)
      await expect.poll(() => keyOf(after, setting), WITHIN).toMatchObject({ next: null });
    await callers.some(5);
    callers.turnTo(coming.url);
    await callers.some(5);
    await create(after.call, "credentials");
    await site.stop(running);
    await expect
      .poll(async () => (await live(after)).map(({ lag, lastError }) => [lag, lastError]), WITHIN)
      .toEqual([[0, null]]);
    expect(await callers.end()).toEqual([]);
  });
});
