import { openValue } from "@zerq/crypto/sealed-value";
import { secretKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { fullKey } from "@zerq/plane-protocol/channels";
import type { Audience } from "@zerq/plane-protocol/delta";
import { dumpRedis } from "@zerq/test-kit/dump-stores";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { profileModel } from "../src/resources/profiles/profile.model.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { create } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const groups = ["default", "dmz"];
let management: StartedManagement;
let connection: Connection;
let redis: Redis;
let call: Call;

/** What gateways of one group hold and nobody else may: plain texts, and texts that are sealed. */
type Own = { plain: string[]; sealed: string[] };
const owned = new Map<string, Own>();
/** What is known to gateways, but not to the portal, whatever the group. */
const ofGateways: string[] = [];

beforeAll(async () => {
  management = await startTestManagement({ GATEWAY_GROUPS: groups.join() });
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
  redis = new Redis(management.environment.REDIS_URL ?? "");
  call = await apiCaller(management, "modifier");
  for (const group of groups) owned.set(group, await fill(group));
});
afterAll(async () => {
  redis?.disconnect();
  await connection?.close();
  await management?.stop();
});

/** A resource of every kind for one group, with names that are found again. */
async function fill(group: string): Promise<Own> {
  const is = (what: string) => `${what}-of-${group}`;
  const credential = await create(call, "credentials", {
    apiKey: { value: is("secret") },
    origins: ["http://127.0.0.1:9"],
  });
  const collection = await create(call, "collections", {
    name: is("collection"),
    targetEndpoint: `http://127.0.0.1:9/${is("target")}`,
    credentialId: credential.id,
    headers: [{ name: "X-Static", value: is("header") }],
    gatewayGroups: [group],
    status: "published",
  });
  const proxy = await create(call, "proxies", {
    name: is("proxy"),
    collectionId: collection.id,
    path: `/${is("path")}`,
    targetPath: `/${is("route")}`,
    headers: [{ name: "X-Other", value: is("inner-header") }],
    status: "published",
  });
  const policy = await create(call, "policies");
  const body = { name: is("client"), collectionIds: [collection.id], policyId: policy.id };
  const client = await create(call, "clients", body);
  const jwt = await create(call, "profiles", { clientId: client.id, authType: "jwt" });
  const stored = await profileModel(connection).find({ clientId: client.id }).lean();
  const hashes = stored.flatMap(({ token }) => token.versions.map(({ hash }) => hash));
  expect(hashes).toHaveLength(1);
  ofGateways.push(is("target"), is("route"), policy.id, credential.id, ...hashes);
  const ids = [credential, collection, proxy, policy, client, jwt].map(({ id }) => id);
  const names = ["collection", "target", "path", "route", "client"].map(is);
  return { plain: [...ids, ...names, ...hashes], sealed: [is("secret"), is("header"), is("inner-header")] };
}

/** Everything of an audience in Redis, once it is published to the end, with a full snapshot of now. */
async function dumpOf(audience: Audience): Promise<string> {
  const { headers } = await call("POST", "/policies", {
    name: "Last",
    rateLimit: { max: 1, interval: "1m" },
  });
  const prefix = `zerq:{cfg:${audience}}:`;
  await redis.del(fullKey(audience), `${prefix}full-claim`);
  const full = async () =>
    String(await redis.get(fullKey(audience))).includes(`version\\":${headers.get("zerq-config-version")},`);
  await expect.poll(full, { timeout: 30_000 }).toBe(true);
  return dumpRedis(redis, `${prefix}*`);
}

type Entity = { id: string } & Record<string, unknown>;

/** Every text that an entity holds sealed, opened for its place with the key that all gateways hold. */
function openedOf(kind: string, entity: Entity, key: ReturnType<typeof secretKey>): string[] {
  const sealed = [...JSON.stringify(entity).matchAll(/"sealed":"([\w-]+)"/g)].map(([, text = ""]) => text);
  const versions = (entity["jwt"] as { versions: { id: string }[] } | undefined)?.versions ?? [];
  const places = ["headers.0", "apiKey", "key", ...versions.map(({ id }) => `jwt.${id}`)];
  return sealed.map((text) => {
    for (const place of places) {
      try {
        return openValue(key, text, ["snapshot", "default", kind, entity.id, place]).toString();
      } catch {
        // Another place.
      }
    }
    throw new Error(`a sealed text of a ${kind} that opens at none of the known places`);
  });
}

async function openedTexts(audience: Audience): Promise<string[]> {
  const key = secretKey(Buffer.from(management.environment.SNAPSHOT_KEY ?? "", "base64"));
  const { payload } = JSON.parse((await redis.get(fullKey(audience))) ?? "") as { payload: string };
  const { entities } = JSON.parse(payload) as { entities: Record<string, Entity[]> };
  return Object.entries(entities).flatMap(([kind, list]) =>
    list.flatMap((entity) => openedOf(kind, entity, key)),
  );
}

describe.each(groups)("what Redis has for the gateways of %s", (group) => {
  it("is everything of their own group and nothing of another, sealed or not", async () => {
    const dump = await dumpOf(`gateway:${group}`);
    const opened = await openedTexts(`gateway:${group}`);
    for (const [owner, { plain, sealed }] of owned) {
      for (const text of plain) expect([text, dump.includes(text)]).toEqual([text, owner === group]);
      for (const text of sealed) {
        expect([text, opened.includes(text)]).toEqual([text, owner === group]);
        expect(dump).not.toContain(text);
      }
    }
  });
});

it("has nothing for the portal but the catalogue, whatever the group", async () => {
  const dump = await dumpOf("portal");
  expect(dump).not.toContain("sealed");
  for (const group of groups) expect(dump).toContain(`collection-of-${group}`);
  const sealed = [...owned.values()].flatMap((own) => own.sealed);
  for (const text of [...ofGateways, ...sealed]) expect(dump).not.toContain(text);
});
