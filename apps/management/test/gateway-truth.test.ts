import { generateSigningKeys } from "@zerq/crypto/signing";
import { deltaChannel } from "@zerq/plane-protocol/channels";
import { descendants } from "@zerq/test-kit/process-tree";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { zerq } from "./command-line.ts";
import { type GatewayProcess, startGateway } from "./gateway-process.ts";
import { create, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

/** What the tests look at of an item of `GET /gateways`. */
type Item = Record<string, unknown> & { workerId: string; instanceId: string; group: string; state: string };
type Page = { items: Item[]; nextCursor: string | null };
type Name = "usual" | "stray" | "behind" | "ahead";

const WITHIN = { timeout: 60_000, interval: 200 };
const signingKeys = generateSigningKeys();
const gateways = {} as Record<Name, GatewayProcess>;
let management: StartedManagement;
let redis: Redis;
let call: Call;

/** One as it should be, one of a group that nobody has declared, and two whose clocks are wrong. */
beforeAll(async () => {
  management = await startTestManagement({ CONFIG_SIGNING_KEY: signingKeys.privateKey });
  const { SNAPSHOT_KEY = "", REDIS_URL = "" } = management.environment;
  redis = new Redis(REDIS_URL);
  call = await apiCaller(management, "modifier");
  const own = { SNAPSHOT_KEY, REDIS_URL, CONFIG_VERIFY_KEYS: signingKeys.publicKey };
  gateways.usual = await startGateway({ ...own, GATEWAY_WORKERS: "2" });
  gateways.stray = await startGateway({ ...own, GATEWAY_GROUP: "nowhere" });
  gateways.behind = await startGateway(own, -40_000);
  gateways.ahead = await startGateway(own, 40_000);
}, 120_000);

afterAll(async () => {
  redis?.disconnect();
  await Promise.all(Object.values(gateways).map((gateway) => gateway.stop()));
  await management?.stop();
});

const list = async (query = "") => (await call<Page>("GET", `/gateways${query}`)).body.items;
const portOf = (name: Name) => new URL(gateways[name].url).port;
const of = (name: Name, items: readonly Item[]) =>
  items.filter(({ instanceId }) => instanceId.includes(`:${portOf(name)}-`));
const statesOf = async () => {
  const items = await list();
  return Object.fromEntries(
    (Object.keys(gateways) as Name[]).map((name) => [name, of(name, items).map(({ state }) => state)]),
  );
};
async function change(timeout: number) {
  const made = await call("POST", `/policies?wait=applied&timeout=${timeout}`, samples.policies());
  return [made.status, made.headers.get("zerq-config-applied"), made.headers.get("zerq-config-pending")];
}
async function readiness(name: Name): Promise<[number, unknown]> {
  const answer = await fetch(`${gateways[name].operationsUrl}/readyz`);
  return [answer.status, await answer.json()];
}

describe("the list of gateways", () => {
  it("shows who is ready, whose clock is wrong, and whose group nobody has declared", async () => {
    await expect.poll(statesOf, WITHIN).toEqual({
      usual: ["ready", "ready"],
      stray: ["undeclared_group"],
      behind: ["not_ready"],
      ahead: ["not_ready"],
    });
    const well = { clock: "right", lag: 0, source: "redis", stale: false, lastError: null };
    await expect
      .poll(async () => of("usual", await list())[0], WITHIN)
      .toMatchObject({ ...well, notReady: null, missingEnv: [], problems: [], limiterMode: "exact" });
    const items = await list();
    const [[stray], [behind], [ahead]] = [of("stray", items), of("behind", items), of("ahead", items)];
    expect(stray).toMatchObject({ group: "nowhere", notReady: "loading", version: 0, stale: true });
    for (const wrong of [behind, ahead])
      expect(wrong).toMatchObject({ clock: "unusable", notReady: "clock" });
    expect(behind?.["clockOffsetMs"]).toBeLessThan(-30_000);
    expect(ahead?.["clockOffsetMs"]).toBeGreaterThan(30_000);
  });

  it("is what the gateways say of themselves, who serve on with a wrong clock", async () => {
    const refused = [503, { ready: false, reason: "the clock is more than 30 s off management's" }];
    for (const name of ["behind", "ahead"] as const) {
      expect(await readiness(name)).toEqual(refused);
      expect((await fetch(`${gateways[name].url}/healthz`)).status).toBe(200);
      expect(gateways[name].output()).toContain("this clock");
      const metrics = await (await fetch(`${gateways[name].operationsUrl}/metrics`)).text();
      expect(metrics).toContain('zerq_gateway_not_ready{reason="clock"} 1');
      const [, offset] = /^zerq_gateway_clock_offset_seconds (-?\d+)/m.exec(metrics) ?? [];
      expect(Number(offset) * (name === "ahead" ? 1 : -1)).toBeGreaterThanOrEqual(30);
    }
    expect(await readiness("usual")).toEqual([200, { ready: true }]);
    expect((await readiness("stray"))[0]).toBe(503);
  });

  it("names what a gateway lacks and what it has refused, with the resource", async () => {
    const credential = { ...samples.credentials(), apiKey: { env: "TRUTH_IS_MISSING" } };
    const { body: stored } = await call("POST", "/credentials", credential);
    const use = { credentialId: stored["id"], status: "published", upstream: unhealthy() };
    const collection = await create(call, "collections", { ...use, targetEndpoint: undefined });
    await create(call, "proxies", { collectionId: collection.id, status: "published" });
    const usual = async () => of("usual", await list());
    await expect
      .poll(async () => (await usual()).map(({ missingEnv }) => missingEnv), WITHIN)
      .toEqual([["TRUTH_IS_MISSING"], ["TRUTH_IS_MISSING"]]);
    await expect
      .poll(async () => (await usual())[0]?.["lastError"], WITHIN)
      .toMatch(/^target .*127\.0\.0\.1:9/);
    await expect
      .poll(async () => {
        await redis.publish(deltaChannel("gateway:default"), "{}");
        return (await usual()).map(({ lastError }) => lastError);
      }, WITHIN)
      .toEqual([expect.stringMatching(/^delta: malformed/), expect.stringMatching(/^delta: malformed/)]);
  });

  it("has pages, orders and filters as other lists have", async () => {
    const seen: string[] = [];
    for (let more: string | null = ""; more !== null; ) {
      const { body }: { body: Page } = await call<Page>("GET", `/gateways?limit=2&sort=-startedAt${more}`);
      seen.push(...body.items.map(({ workerId }) => workerId));
      more = body.nextCursor === null ? null : `&cursor=${body.nextCursor}`;
    }
    expect(seen.toSorted()).toEqual((await list("?sort=workerId")).map(({ workerId }) => workerId));
    expect(new Set(seen).size).toBe(5);
    const versions = (await list("?sort=version,-workerId")).map(({ group }) => group);
    expect(versions[0]).toBe("nowhere");
    const [stray] = of("stray", await list());
    for (const query of ["group=nowhere", "state=undeclared_group", `q=${portOf("stray")}`])
      expect((await list(`?${query}`)).map(({ workerId }) => workerId)).toEqual([stray?.workerId]);
    expect(await list(`?instanceId=${stray?.instanceId}&workerId=nobody`)).toEqual([]);
    for (const query of ["sort=name", "state=well", "limit=0", "cursor=x", "unknown=1"]) {
      const answer = await call("GET", `/gateways?${query}`);
      expect([query, answer.status, answer.body["error"]]).toEqual([query, 400, "validation_failed"]);
    }
    const { body } = await call<Page>("GET", "/gateways?limit=1&sort=group");
    expect((await call("GET", `/gateways?limit=1&sort=lag&cursor=${body.nextCursor}`)).status).toBe(400);
  });

  it("is on the command line too", async () => {
    const listed = await zerq(management, ["gateways", "list", "--state", "undeclared_group"]);
    expect([listed.code, listed.out]).toEqual([0, expect.stringMatching(/^WORKER .*\n.* nowhere .*\n$/)]);
    const [behind] = of("behind", await list());
    const shown = await zerq(management, ["gateways", "show", behind?.instanceId ?? ""]);
    expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/State +not_ready \(clock\)\n/)]);
    const json = await zerq(management, ["gateways", "show", behind?.workerId ?? "", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject([{ clock: "unusable" }]);
    const none = await zerq(management, ["gateways", "show", "nobody"]);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("There is no gateway nobody")]);
    const wrong = await zerq(management, ["gateways", "list", "--state", "well"]);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("answered 400")]);
  });
});

describe("a change that waits until it is applied", () => {
  it("doesn't wait for a group that nobody has declared", async () => {
    expect(await change(30)).toEqual([201, "3/3", null]);
  });

  it("isn't applied as long as one worker hangs, silent or not, and is when that goes on", async () => {
    const [instance] = of("usual", await list());
    const [worker = 0] = descendants(gateways.usual.pid);
    process.kill(worker, "SIGSTOP");
    try {
      const name = `"${instance?.instanceId}"`;
      expect(await change(4)).toEqual([201, "2/3", expect.stringContaining(name)]);
      await expect.poll(async () => (await statesOf())["usual"], WITHIN).toContain("silent");
      expect(await change(4)).toEqual([201, "2/3", `${name};silent`]);
      const applied = await zerq(
        management,
        ["apply", "-", "--wait", "--reason", "Länger als gedacht"],
        "policies: [{ key: waited, name: Waited }]",
      );
      expect([applied.code, applied.out]).toEqual([3, expect.stringContaining(`in force on 2/3 gateways`)]);
      expect(applied.out).toContain(`not yet on ${name};silent`);
    } finally {
      process.kill(worker, "SIGCONT");
    }
    expect(await change(30)).toEqual([201, "3/3", null]);
    expect((await zerq(management, ["versions", "list", "--limit", "3"])).out).toContain(
      "Länger als gedacht",
    );
  });

  it("doesn't wait for one that has said that it stops", async () => {
    await gateways.ahead.stop();
    expect(await change(30)).toEqual([201, "2/2", null]);
    expect(of("ahead", await list())).toEqual([]);
  });
});

/** A target that refuses every connection. */
function unhealthy() {
  const healthCheck = { path: "/", intervalMs: 1_000, unhealthyAfter: 1 };
  return { targets: [{ url: "http://127.0.0.1:9", weight: 1 }], healthCheck };
}
