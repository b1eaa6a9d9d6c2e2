import { randomBytes } from "node:crypto";
import { Secret } from "@zerq/logging/secret";
import { startTestIdentityProvider, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFailed, vi } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { keyRotationModel, latestRotation } from "../src/keys/key-rotation.model.ts";
import type { Call } from "./api-caller.ts";
import { create } from "./samples.ts";
import { type ServiceInstance, startInstance } from "./service-instance.ts";
import { type StoredCredentials, storeCredentials } from "./stored-credentials.ts";
import { startVault } from "./vault-stand-in.ts";

type Status = {
  keys: { purpose: string; state: string; wrappedByCurrent: boolean; masterKey: string; id: string }[];
  rotation: { state: string; waitingFor: string[]; reason: string } | null;
};
type Refused = { error: string; message: string };

// Processes start and stop several times in each of them.
vi.setConfig({ testTimeout: 300_000 });

let identity: TestIdentityProvider;
let redis: Awaited<ReturnType<typeof freshRedis>>;
let environment: Record<string, string>;
let connection: Connection;
let instances: ServiceInstance[];

beforeAll(async () => {
  identity = await startTestIdentityProvider("http://127.0.0.1:9");
});
afterAll(() => identity.stop());
beforeEach(async () => {
  redis = await freshRedis();
  environment = { ...testKeys(), MONGODB_URI: freshDatabase(), REDIS_URL: redis.url };
  connection = await connectDatabase(new Secret(environment.MONGODB_URI ?? ""));
  instances = [];
});
afterEach(async () => {
  for (const instance of instances) await instance.kill("SIGKILL");
  await connection.close();
  await redis.stop();
});

async function start(own: Record<string, string> = {}): Promise<ServiceInstance> {
  const instance = await startInstance(identity, { ...environment, ...own });
  instances.push(instance);
  onTestFailed(() => console.error(instance.output()));
  return instance;
}
const status = async (call: Call) => (await call<Status>("GET", "/keys")).body;
const done = (call: Call) =>
  expect.poll(async () => (await status(call)).rotation?.state, { timeout: 150_000 }).toBe("done");
const rename = async (call: Call, id: string) => {
  const { body } = await call<{ revision: number }>("GET", `/credentials/${id}`);
  const tag = { "if-match": `"${body.revision}"` };
  // The change is projected for the gateways, so the secret is decrypted.
  return (await call("PATCH", `/credentials/${id}`, { description: `at ${Date.now()}` }, tag)).status;
};

describe("a rotation whose process is killed in the middle", () => {
  it("goes on where it was when management is started again, and loses nothing", async () => {
    const first = await start();
    const stored: StoredCredentials = await storeCredentials(
      connection,
      environment.ENCRYPTION_KEY ?? "",
      1_000,
    );
    const [old] = (await stored.read()).keyIds;
    expect((await first.call("POST", "/keys/rotate")).status).toBe(200);
    // A batch waits for the disk with each of its documents, and beside other tests that is slow.
    await expect
      .poll(async () => (await latestRotation(connection))?.rewritten ?? 0, { timeout: 60_000, interval: 1 })
      .toBeGreaterThan(0);
    await first.kill("SIGKILL");
    const killed = await latestRotation(connection);
    expect(killed).toMatchObject({ state: "rewriting", open: true, total: 1_000 });
    expect(killed?.rewritten).toBeLessThan(1_000);
    expect((await stored.read()).keyIds.size).toBe(2);

    const second = await start();
    await done(second.call);
    const finished = await latestRotation(connection);
    expect(finished?.step).toBeGreaterThan(killed?.step ?? 0);
    expect(finished).toMatchObject({ total: 1_000, rewritten: 1_000, unreadable: [] });
    const { secrets, keyIds } = await stored.read();
    expect(secrets).toEqual(stored.secrets);
    expect([keyIds.size, keyIds.has(old ?? "")]).toEqual([1, false]);
    expect((await second.call("GET", "/audit-logs/verify")).body).toMatchObject({ ok: true });
  });
});

describe("several instances", () => {
  it("write under a new key only when all of them can read it, and each does without a restart", async () => {
    const [a, b] = [await start(), await start()];
    const credential = await create(a.call, "credentials");
    b.child.kill("SIGSTOP");
    await a.call("POST", "/keys/rotate");
    await expect
      .poll(async () => (await status(a.call)).rotation?.waitingFor, { timeout: 20_000 })
      .toHaveLength(1);
    expect((await status(a.call)).rotation?.state).toBe("announced");
    b.child.kill("SIGCONT");
    await done(a.call);
    expect([await rename(a.call, credential.id), await rename(b.call, credential.id)]).toEqual([200, 200]);
    const other = await create(b.call, "credentials");
    expect(await rename(a.call, other.id)).toBe(200);
    const active = (await status(b.call)).keys.find(
      ({ purpose, state }) => purpose === "data" && state === "active",
    );
    const documents = await connection.collection("credentials").find().toArray();
    expect(new Set(documents.map(({ secrets }) => secrets.apiKey.keyId))).toEqual(new Set([active?.id]));
  });

  it("let an edit win over the rewriting of the same credential", async () => {
    const { call } = await start();
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1) ids.push((await create(call, "credentials")).id);
    await call("POST", "/keys/rotate");
    let editing = true;
    const edits = new Map<string, number>();
    const work = (async () => {
      while (editing) for (const id of ids) edits.set(`${id} ${await rename(call, id)}`, 1);
    })();
    await done(call);
    editing = false;
    await work;
    expect([...edits.keys()].filter((edit) => !edit.endsWith(" 200"))).toEqual([]);
    const { rotation, keys } = await status(call);
    expect(rotation).toMatchObject({ state: "done", unreadable: [] });
    expect(keys.find(({ purpose, state }) => purpose === "data" && state === "retired")).toMatchObject({
      documents: 0,
    });
  });
});

describe("another ENCRYPTION_KEY", () => {
  it("takes over by rewrap, when every instance has it, and the earlier one can go", async () => {
    const ENCRYPTION_KEY = randomBytes(32).toString("base64");
    const both = { ENCRYPTION_KEY, ENCRYPTION_KEYS_PREVIOUS: environment.ENCRYPTION_KEY ?? "" };
    const old = await start();
    const credential = await create(old.call, "credentials");
    const next = await start(both);
    expect(await rename(next.call, credential.id)).toBe(200);
    expect((await status(next.call)).keys.some(({ wrappedByCurrent }) => wrappedByCurrent)).toBe(false);
    const early = await next.call<Refused>("POST", "/keys/rewrap");
    expect([early.status, early.body.message]).toMatchObject([
      409,
      expect.stringContaining("could not start"),
    ]);

    await old.kill("SIGTERM");
    const rewrapped = await next.call("POST", "/keys/rewrap");
    expect([rewrapped.status, rewrapped.body]).toEqual([200, { rewrapped: 5, total: 5 }]);
    expect((await status(next.call)).keys.every(({ wrappedByCurrent }) => wrappedByCurrent)).toBe(true);
    await next.kill("SIGTERM");
    const alone = await start({ ENCRYPTION_KEY });
    expect(await rename(alone.call, credential.id)).toBe(200);
    await expect(start()).rejects.toThrow(/ENCRYPTION_KEY does not open key/);
  });
});

describe("Vault as the provider", () => {
  it("takes over from ENCRYPTION_KEY by rewrap, follows a new version of its key, and gives back", async () => {
    const vault = await startVault();
    const asVault = {
      KEY_PROVIDER: "vault",
      VAULT_ADDR: vault.address,
      VAULT_TOKEN: vault.token,
      VAULT_CACERT: vault.certificate,
    };
    const before = await start();
    const credential = await create(before.call, "credentials");
    await before.kill("SIGTERM");
    const moved = await start(asVault);
    expect((await moved.call("POST", "/keys/rewrap")).body).toEqual({ rewrapped: 5, total: 5 });
    await moved.kill("SIGTERM");
    const only = await start({ ...asVault, ENCRYPTION_KEY: "" });
    expect(await rename(only.call, credential.id)).toBe(200);
    vault.rotate();
    expect((await only.call("POST", "/keys/rewrap")).body).toEqual({ rewrapped: 5, total: 5 });
    await only.call("POST", "/keys/rotate");
    await done(only.call);
    const masters = new Set((await status(only.call)).keys.map(({ masterKey }) => masterKey));
    expect(masters).toEqual(new Set(["vault:transit/zerq:v2"]));

    vault.fail = { status: 503, errors: ["Vault is sealed"] };
    expect(await rename(only.call, credential.id)).toBe(200);
    const sealed = await only.call<Refused>("POST", "/keys/rotate");
    expect([sealed.status, sealed.body.error]).toEqual([503, "service_unavailable"]);
    await expect(start({ ...asVault, ENCRYPTION_KEY: "" })).rejects.toThrow(/can't start: .*Vault is sealed/);
    vault.fail = undefined;

    await only.kill("SIGTERM");
    const back = await start({ ...asVault, KEY_PROVIDER: "environment" });
    expect((await back.call("POST", "/keys/rewrap")).body).toEqual({ rewrapped: 6, total: 6 });
    await back.kill("SIGTERM");
    await vault.stop();
    expect(await rename((await start()).call, credential.id)).toBe(200);
  });
});

describe("a data key that has sealed enough", () => {
  it("is replaced by itself, and what it sealed stays readable", async () => {
    const { call } = await start({ DATA_KEY_MESSAGES: "1000" });
    const credential = await create(call, "credentials");
    const old = (await status(call)).keys.find(({ purpose }) => purpose === "data");
    await connection.collection("keys").updateOne({ _id: old?.id as never }, { $inc: { uses: 900 } });
    await expect
      .poll(async () => (await status(call)).rotation, { timeout: 30_000 })
      .toMatchObject({ state: "done", reason: "used-up", purposes: ["data"] });
    expect(await rename(call, credential.id)).toBe(200);
    const { keys } = await status(call);
    expect(keys.filter(({ purpose }) => purpose === "data")).toMatchObject([
      { state: "active", documents: 0 },
      { id: old?.id, state: "retired", documents: 1 },
    ]);
    expect(await keyRotationModel(connection).countDocuments()).toBe(1);
  });
});
