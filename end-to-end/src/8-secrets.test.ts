import { randomBytes } from "node:crypto";
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "@zerq/test-kit/browser";
import type { FakeUpstream } from "@zerq/test-kit/fake-upstream";
import { formsOf } from "@zerq/test-kit/secret-forms";
import { searchFor } from "@zerq/test-kit/secret-search";
import { openStackStores, type StackStores } from "@zerq/test-kit/stack-stores";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Caller, eventually } from "./callers.ts";
import { passGateway, publishWith, startTellingUpstream } from "./pass-gateway.ts";
import { passCredentials } from "./pass-management.ts";
import { passCanary, passCommandLine, passPortal } from "./pass-people.ts";
import { keepAnswer, secrets } from "./run-records.ts";
import { logFolder, type PlaceKind, places } from "./searched-places.ts";
import { signedInPage } from "./signed-in-page.ts";

const dev = inject("dev");
const canary = `canary.${randomBytes(12).toString("hex")}`;
const none = new Map<string, Buffer>();
let upstream: FakeUpstream;
let stores: StackStores;
let published: { paths: string[]; email: string; caller: Caller };

beforeAll(async () => {
  upstream = await startTellingUpstream();
  stores = await openStackStores(inject("dataDirectory"), dev);
});
afterAll(async () => {
  await stores?.close();
  await upstream?.stop();
});

describe("secrets of every kind go through", () => {
  it("management: all types of credentials, made, replaced, tried and refused", async () => {
    const ofRoutes = await passCredentials(upstream.url);
    expect(ofRoutes).toHaveLength(4);
    published = await publishWith(ofRoutes, upstream.url);
  });

  it("the gateway: to upstreams, in bodies, and where callers shouldn't put them", async () => {
    await passGateway(published.paths, published.caller);
    const names = new Set(upstream.requests.flatMap(({ headers }) => Object.keys(headers)));
    expect([...names]).toEqual(
      expect.arrayContaining(["authorization", "x-upstream-access", "x-from-environment"]),
    );
  });

  it("the portal", async () => {
    await passPortal(published.email, published.caller);
  });

  it("the command line", async () => {
    await passCommandLine();
  });

  it("the console", async () => {
    const browser = await launchBrowser();
    try {
      const page = await signedInPage(browser, "admin");
      for (const path of [
        "/me",
        "/clients",
        "/credentials",
        "/profiles",
        "/logs",
        "/audit-logs",
        "/gateways",
      ]) {
        const answer = await page.request.get(`${dev.management.url}/api/v1${path}`);
        expect([path, answer.status()]).toEqual([path, 200]);
        keepAnswer(`console ${path}`, await answer.text());
      }
    } finally {
      await browser.close();
    }
  });
});

/** What is no secret and must be found, by kind of place: else the search looks past it. */
const known: Record<PlaceKind, string[]> = {
  mongodb: [canary],
  redis: [],
  logs: [],
  launcher: ["Zerq is ready"],
  answers: [canary],
  traces: [canary],
  metrics: ["zerq_gateway_requests_total", "zerq_http_requests_total", "zerq_portal_request_seconds"],
  api: [canary],
};

describe("the search", () => {
  it("finds what has gone through by itself, in each kind of place that keeps such a thing", async () => {
    await passCanary(canary, published.caller);
    await eventually(
      "the canary's request log",
      async () => {
        const found = (await places.mongodb(stores)).filter(({ text }) => text.includes(canary));
        const names = found.map(({ name }) => name);
        return (
          ["audit", "request"].every((part) => names.some((name) => name.toLowerCase().includes(part))) ||
          undefined
        );
      },
      60_000,
    );
    await eventually(
      "the canary's span",
      async () => {
        const [traces] = await places.traces();
        return traces?.text.includes(canary) || undefined;
      },
      60_000,
    );
    for (const [kind, texts] of Object.entries(known) as [PlaceKind, string[]][]) {
      const all = await places[kind](stores);
      for (const text of texts)
        expect([kind, text, all.some((place) => place.text.includes(text))]).toEqual([kind, text, true]);
    }
  });

  it("finds a secret that is planted in each form, in each type of record and in each file", async () => {
    const planted = { what: "planted", value: `planted +/ ${randomBytes(18).toString("base64")}` };
    const search = searchFor([planted], none);
    const collection = stores.database.collection("planted");
    const forms = formsOf(planted.value);
    await collection.insertMany([
      ...forms.map((form) => ({ deep: [{ er: form }] })),
      { bytes: Buffer.from(planted.value) },
      { [planted.value.replaceAll(".", "")]: 1 },
    ] as object[]);
    const documents = await collection.find().toArray();
    const missed = documents.filter((document) => search.findIn(JSON.stringify(document)).length === 0);
    expect([documents.length, missed]).toEqual([forms.length + 2, []]);

    await plantInRedis(planted.value);
    for (const file of readdirSync(logFolder)) appendFileSync(join(logFolder, file), `${forms.at(-1)}\n`);
    const found = async (kind: PlaceKind) =>
      (await places[kind](stores))
        .filter(({ text }) => search.findIn(text).length > 0)
        .map(({ name }) => name);
    expect(await found("mongodb")).toEqual(["planted"]);
    expect((await found("redis")).map((name) => name.slice(0, 8))).toEqual(Array(6).fill("planted:"));
    expect(await found("logs")).toEqual(readdirSync(logFolder));
    await collection.drop();
    await stores.redis.del(await stores.redis.keys("planted:*"));
  });
});

async function plantInRedis(value: string): Promise<void> {
  await stores.redis
    .multi()
    .set("planted:string", value)
    .hset("planted:hash", "field", value)
    .rpush("planted:list", value)
    .sadd("planted:set", value)
    .zadd("planted:zset", 1, value)
    .xadd("planted:stream", "*", "field", value)
    .exec();
}

it("finds none of the secrets of the whole run in MongoDB, Redis, logs, answers, exports, traces and metrics", async () => {
  const keys = await stores.keys();
  for (const [what, value] of keys.texts) secrets.add(what, value);
  secrets.add("token of the demo", dev.demo.token);
  const all = secrets.all();
  const search = searchFor(all, keys.bytes);
  const found: string[] = [];
  let characters = 0;
  for (const kind of Object.keys(places) as PlaceKind[]) {
    for (const { name, text } of await places[kind](stores)) {
      characters += text.length;
      for (const what of search.findIn(text)) found.push(`${what} in ${kind}: ${name}`);
    }
  }
  console.log(
    `  ${all.length} secrets and ${keys.bytes.size} keys in ${search.forms} forms, in ${characters} characters`,
  );
  // The launcher prints the demo's call, with its token, for people to try.
  expect(found.filter((line) => line !== "token of the demo in launcher: launcher-of-the-run")).toEqual([]);
  expect([...keys.bytes.keys()].filter((name) => name.startsWith("token-pepper")).length).toBeGreaterThan(0);
});
