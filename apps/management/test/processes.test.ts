import { Secret } from "@zerq/logging/secret";
import { freePort } from "@zerq/test-kit/free-port";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase } from "../src/database/connect.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { type Resource, samples } from "./samples.ts";
import { type ServiceProcess, startServiceProcess } from "./service-process.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let first: StartedManagement;
let second: ServiceProcess;
let callFirst: Call;
let callSecond: Call;

beforeAll(async () => {
  first = await startTestManagement();
  callFirst = await apiCaller(first, "admin");
  await storeOldPolicy();
  const [api, internal, operations] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${api}`;
  second = startServiceProcess({
    ...first.environment,
    LOG_LEVEL: "info",
    ZERQ_MANAGEMENT_PORT: String(api),
    ZERQ_MANAGEMENT_INTERNAL_PORT: String(internal),
    ZERQ_MANAGEMENT_OPERATIONS_PORT: String(operations),
  });
  await ready(`http://127.0.0.1:${operations}/readyz`);
  callSecond = await apiCaller({ url, identity: first.identity }, "admin");
}, 120_000);
afterAll(async () => {
  second?.child.kill("SIGKILL");
  await second?.exited;
  await first?.stop();
});

async function ready(url: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; ) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`not ready:\n${second.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One that lists don't find by its label, as an earlier version has stored it. */
async function storeOldPolicy(): Promise<void> {
  const { body } = await callFirst<Resource>("POST", "/policies", {
    ...samples.policies(),
    labels: { age: "old" },
  });
  const connection = await connectDatabase(new Secret(first.environment.MONGODB_URI ?? ""));
  const collection = connection.collection("policies");
  const { modifiedCount } = await collection.updateOne({ key: body.key }, { $unset: { labelPairs: "" } });
  await connection.close();
  expect(modifiedCount).toBe(1);
  expect((await callFirst("GET", "/policies?label=age:old")).body.items).toEqual([]);
}

describe("an instance that starts", () => {
  it("brings into form what an earlier version has stored, and says so", async () => {
    expect((await callFirst("GET", "/policies?label=age:old")).body.items).toHaveLength(1);
    expect(second.output()).toMatch(/"migrated".*policies\.labelPairs|policies\.labelPairs.*"migrated"/);
  });
});

describe("two instances of management side by side", () => {
  it("share one order of versions and audit entries", async () => {
    const create = (call: Call) => call<Resource>("POST", "/policies", samples.policies());
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create(index % 2 === 0 ? callFirst : callSecond)),
    );
    expect(made.every(({ status }) => status === 201)).toBe(true);
    const versions = made.map(({ headers }) => Number(headers.get("zerq-config-version")));
    expect(new Set(versions).size).toBe(20);
    expect(Math.max(...versions) - Math.min(...versions)).toBe(19);
    const read = await callFirst<Resource>("GET", `/policies/${made[1]?.body.id}`);
    expect(read.body).toEqual(made[1]?.body);
    expect((await callSecond("GET", "/audit-logs/verify")).body).toMatchObject({ ok: true });
  });

  it("know each other's idempotency keys", async () => {
    const body = samples.clients();
    const headers = { "idempotency-key": "the-same" };
    const [one, other] = await Promise.all([
      callFirst<Resource>("POST", "/clients", body, headers),
      callSecond<Resource>("POST", "/clients", body, headers),
    ]);
    expect([one.status, other.status, other.body.id]).toEqual([201, 201, one.body.id]);
  });
});

describe("SIGTERM", () => {
  it("lets what is running finish, loses nothing that was answered, and ends with 0", async () => {
    const name = `stopping ${Date.now()}`;
    const running = Array.from({ length: 30 }, () =>
      callSecond("POST", "/policies", { ...samples.policies(), name }).then(
        ({ status }) => status,
        () => "refused",
      ),
    );
    await running[0];
    second.child.kill("SIGTERM");
    const outcomes = await Promise.all(running);
    expect(await second.exited).toBe(0);
    const page = await callFirst<{ items: unknown[] }>(
      "GET",
      `/policies?limit=500&q=${encodeURIComponent(name)}`,
    );
    expect(page.body.items).toHaveLength(outcomes.filter((outcome) => outcome === 201).length);
    expect(new Set(outcomes.filter((outcome) => outcome !== 201 && outcome !== "refused"))).toEqual(
      new Set(),
    );
    expect(second.output()).toContain("stopping");
  });
});
