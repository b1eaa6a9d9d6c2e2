import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { KeySource, KeysUnavailableError } from "./key-source.ts";
import { createKeySources } from "./key-sources.ts";

let server: Server;
let jwksUri: string;
let key: JWK;
let body: string | undefined;
let requests = 0;
let now = 0;

beforeAll(async () => {
  key = { ...(await exportJWK((await generateKeyPair("ES256")).publicKey)), alg: "ES256", use: "sig" };
  server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(body === undefined ? 503 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
});
afterAll(() => server.close());
beforeEach(() => {
  requests = 0;
  now = 1_000_000_000;
  publish("a");
});

const minutes = (count: number) => count * 60_000;
const publish = (...kids: string[]) => {
  body = JSON.stringify({ keys: kids.map((kid) => ({ ...key, kid })) });
};
const source = () => new KeySource({ issuer: "http://issuer.test", jwksUri, fetch, now: () => now });
const header = (kid: string) => ({ alg: "ES256", kid });
const has = async (of: KeySource, kid: string) => (await of.find(header(kid))) !== undefined;

describe("keys that are known", () => {
  it("are fetched again beside the requests after a while, and are waited for after a longer one", async () => {
    const keys = source();
    expect(await has(keys, "a")).toBe(true);
    now += minutes(6);
    publish("a", "b");
    expect(keys.fresh).toBeUndefined();
    expect(await has(keys, "a")).toBe(true);
    await expect.poll(() => keys.fresh !== undefined).toBe(true);
    expect([await has(keys, "b"), requests]).toEqual([true, 2]);
    now += minutes(16);
    publish("b");
    expect([await has(keys, "a"), await has(keys, "b")]).toEqual([false, true]);
  });

  it.each([
    ["can't be fetched", undefined],
    ["come as something else", "<html></html>"],
    ["are too many", JSON.stringify({ keys: Array(10_000).fill({ kty: "EC" }) })],
  ])("go on serving for a day when new ones %s, and no longer", async (_what, answer) => {
    const keys = source();
    expect(await has(keys, "a")).toBe(true);
    body = answer;
    now += minutes(23 * 60);
    expect(await has(keys, "a")).toBe(true);
    now += minutes(61);
    await expect(keys.find(header("a"))).rejects.toThrow(KeysUnavailableError);
    publish("a");
    now += 6_000;
    expect(await has(keys, "a")).toBe(true);
  });
});

describe("a fetch", () => {
  it("that failed is not repeated at once", async () => {
    const keys = source();
    body = undefined;
    for (let count = 0; count < 5; count += 1)
      await expect(keys.find(header("a"))).rejects.toThrow(KeysUnavailableError);
    expect(requests).toBe(1);
    publish("a");
    now += 6_000;
    expect([await has(keys, "a"), requests]).toEqual([true, 2]);
  });

  it("for unknown kids comes once in a while, and not for one that was asked for a moment ago", async () => {
    const keys = source();
    await has(keys, "a");
    for (const kid of ["x", "y", "z", "x"]) expect(await has(keys, kid)).toBe(false);
    expect(requests).toBe(2);
    now += 11_000;
    expect([await has(keys, "x"), requests]).toEqual([false, 2]);
    expect([await has(keys, "w"), requests]).toEqual([false, 3]);
    now += 11_000;
    publish("a", "next");
    expect([await has(keys, "next"), requests]).toEqual([true, 4]);
  });

  it("is one for all who wait", async () => {
    const keys = source();
    const found = await Promise.all(Array.from({ length: 50 }, () => has(keys, "a")));
    expect([found.every(Boolean), requests]).toEqual([true, 1]);
  });
});

it("is one source for all that name the same issuer and address", () => {
  const sources = createKeySources({ fetch, onProblem: () => undefined });
  const one = sources.of("http://issuer.test", jwksUri);
  expect(sources.of("http://issuer.test", jwksUri)).toBe(one);
  expect(sources.of("http://issuer.test", undefined)).not.toBe(one);
  expect(sources.of("http://issuer.test/", jwksUri)).not.toBe(one);
});
