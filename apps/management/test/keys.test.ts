import { Secret } from "@zerq/logging/secret";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { Browser } from "./browser.ts";
import { create, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Rotation = { id: string; state: string; purposes: string[]; documents: object; unreadable: object[] };
type Key = { id: string; purpose: string; state: string; uses: number; documents: number | null };
type Status = { keys: Key[]; instances: object[]; rotation: Rotation | null; masterKey: string };
type Refused = { error: string; message: string; details: { path: string }[] };

const everything = ["data", "token-pepper", "audit-fingerprint", "session", "cursor"];

let management: StartedManagement;
let connection: Connection;
let call: Call;
beforeAll(async () => {
  management = await startTestManagement();
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
  call = await apiCaller(management, "admin");
});
afterAll(async () => {
  await connection?.close();
  await management?.stop();
});

const status = async () => (await call<Status>("GET", "/keys")).body;
async function rotated(purposes: string[]): Promise<Status> {
  const begun = await call<{ rotation: Rotation }>("POST", "/keys/rotate", { purposes });
  expect([begun.status, begun.body.rotation]).toMatchObject([200, { state: "announced", purposes }]);
  await expect
    .poll(async () => (await status()).rotation?.state, { timeout: 30_000, interval: 200 })
    .toBe("done");
  return status();
}

describe("the keys of a new deployment", () => {
  it("are one active key of each purpose, under the one master key, known to the one instance", async () => {
    const { keys, instances, rotation, masterKey } = await status();
    expect(new Map(keys.map(({ purpose, state }) => [purpose, state]))).toEqual(
      new Map([...everything].sort().map((purpose) => [purpose, "active"])),
    );
    expect(keys.every((key) => "wrappedByCurrent" in key && key.wrappedByCurrent)).toBe(true);
    expect(instances).toMatchObject([{ hasMasterKey: true, missingKeys: [] }]);
    expect([rotation, masterKey]).toEqual([null, expect.stringMatching(/^[0-9a-f]{16}$/)]);
  });
});

describe("a rotation of every key", () => {
  it("rewrites what is stored, and loses no session, no answer and no revision", async () => {
    const credential = await create(call, "credentials");
    const jwt = await create(call, "profiles", { authType: "jwt" });
    await create(call, "profiles");
    const browser = new Browser();
    await browser.signIn(management.url, "modifier");
    const key = { "idempotency-key": "before-the-rotation" };
    const policy = samples.policies();
    const made = await call<{ id: string }>("POST", "/policies", policy, key);
    const before = await status();
    const old = before.keys.find(({ purpose }) => purpose === "data");
    expect(old).toMatchObject({ state: "active", documents: 3 });

    const after = await rotated(everything);
    expect(after.rotation).toMatchObject({ documents: { total: 3, rewritten: 3 }, unreadable: [] });
    const data = after.keys.filter(({ purpose }) => purpose === "data");
    expect(data).toMatchObject([
      { state: "active", documents: 3 },
      { id: old?.id, state: "retired", documents: 0 },
    ]);
    expect(after.keys.filter(({ state }) => state === "active")).toHaveLength(everything.length);
    const peppers = after.keys.filter(({ purpose }) => purpose === "token-pepper");
    // The client's own default profile, and the one that was made.
    expect(peppers.map(({ documents }) => documents)).toEqual([0, expect.any(Number)]);

    for (const [path, resource] of [
      ["credentials", credential],
      ["profiles", jwt],
    ] as const)
      expect((await call("GET", `/${path}/${resource.id}`)).body).toMatchObject({
        revision: resource.revision,
        updatedAt: resource.updatedAt,
      });
    expect((await browser.visit(`${management.url}/api/v1/me`)).status).toBe(200);
    const again = await call<{ id: string }>("POST", "/policies", policy, key);
    expect([again.status, again.body.id]).toEqual([201, made.body.id]);
    expect((await call("GET", "/audit-logs/verify")).body).toMatchObject({ ok: true });
  });

  it("is in the audit trail, with who asked, and without a key", async () => {
    const page = await call<{ items: { action: string; actor: { subject: string } }[] }>(
      "GET",
      "/audit-logs?limit=500",
    );
    const actions = page.body.items.filter(({ action }) => action.startsWith("keys."));
    expect(actions.map(({ action, actor }) => [action, actor.subject])).toEqual([
      ["keys.rotated", "system"],
      ["keys.activate", "system"],
      ["keys.rotate", "admin"],
    ]);
  });

  it("is refused while another one is open, and for what is no purpose", async () => {
    const [one, other] = await Promise.all([
      call<Refused>("POST", "/keys/rotate"),
      call<Refused>("POST", "/keys/rotate"),
    ]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
    for (const body of [{ purposes: [] }, { purposes: ["data", "data"] }, { purposes: ["x"] }, { all: true }])
      expect((await call<Refused>("POST", "/keys/rotate", body)).body.error).toBe("validation_failed");
    await expect.poll(async () => (await status()).rotation?.state, { timeout: 30_000 }).toBe("done");
  });
});

describe("stored values that were tampered with", () => {
  it("are named by the rotation, left as they are, and don't hold up the others", async () => {
    const [a, b, c] = [
      await create(call, "credentials"),
      await create(call, "credentials"),
      await create(call, "credentials"),
    ];
    const credentials = connection.collection("credentials");
    const stored = await credentials.find({ key: { $in: [a.key, b.key, c.key] } }).toArray();
    const of = ({ key }: { key: string }) => stored.find((document) => document.key === key);
    const ct = (resource: { key: string }): string => of(resource)?.secrets.apiKey.ct;
    const put = (resource: { key: string }, value: string) =>
      credentials.updateOne({ key: resource.key }, { $set: { "secrets.apiKey.ct": value } });
    await put(a, ct(b));
    await put(b, ct(a));
    await put(c, ct(c).slice(0, -8));
    const { rotation, keys } = await rotated(["data"]);
    expect(new Set(rotation?.unreadable)).toEqual(
      new Set([a, b, c].map(({ id }) => ({ collection: "credentials", id, field: "secrets.apiKey" }))),
    );
    const needed = keys.filter(({ purpose, state }) => purpose === "data" && state === "retired");
    expect(needed.map(({ documents }) => documents).sort()).toEqual([0, 0, 3]);

    const tag = { "if-match": `"${a.revision}"` };
    const renamed = await call<Refused>("PATCH", `/credentials/${a.id}`, { name: "Renamed" }, tag);
    expect([renamed.status, renamed.body.error]).toEqual([500, "secret_unreadable"]);
    expect(renamed.body.message).toContain(`apiKey of the credential ${a.key}`);
    const healed = await call("PATCH", `/credentials/${a.id}`, { apiKey: { value: "entered again" } }, tag);
    expect(healed.status).toBe(200);
    await credentials.deleteMany({ key: { $in: [b.key, c.key] } });
  });
});

describe("rewrapping", () => {
  it("changes nothing under the same master key", async () => {
    const { keys } = await status();
    const answer = await call("POST", "/keys/rewrap");
    expect([answer.status, answer.body]).toEqual([200, { rewrapped: 0, total: keys.length }]);
  });
});

describe("who has no keys:manage", () => {
  it.each(["viewer", "modifier", "auditor"])("%s is refused", async (name) => {
    const other = await apiCaller(management, name);
    for (const [method, path] of [
      ["GET", "/keys"],
      ["POST", "/keys/rewrap"],
      ["POST", "/keys/rotate"],
    ] as const)
      expect((await other<Refused>(method, path)).body.error).toBe("forbidden");
  });
});

it("shows no key and no secret anywhere in the answers", async () => {
  const text = JSON.stringify(await status());
  for (const key of await connection.collection("keys").find().toArray())
    expect(text).not.toContain(key.wrapped);
});
