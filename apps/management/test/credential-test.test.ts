import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { type FakeAnswer, type FakeGateway, startFakeGateway } from "./fake-gateway.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Tested = {
  result: string;
  missing: string | null;
  gateway: string;
  url: string | null;
  error: string;
  details?: { path: string; code: string }[];
};

let management: StartedManagement;
let modifier: Call;
let others: [string, number, Call][];
let admin: Call;
let gateway: FakeGateway | undefined;
beforeAll(async () => {
  const users = Array.from({ length: 12 }, (_, index) => ({
    username: `tester-${index}`,
    password: "x",
    roles: ["modifier"],
  }));
  management = await startTestManagement({ EGRESS_ALLOW: "127.0.0.0/8:*" }, { more: users });
  const caller = (who: string | null) => apiCaller(management, who);
  modifier = await caller("modifier");
  admin = await caller("admin");
  others = [
    ["nobody", 401, await caller(null)],
    ["viewer", 403, await caller("viewer")],
    ["auditor", 403, await caller("auditor")],
  ];
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});
afterAll(() => management?.stop());

const here = "http://127.0.0.1:9";
let testers = 0;
/** A tester who has tested nothing yet, since tests are counted. */
const tester = () => apiCaller(management, `tester-${testers++}`);
const test = (id: string, body?: object, by: Call = modifier, headers: Record<string, string> = {}) =>
  by<Tested>("POST", `/credentials/${id}/test`, body, headers);

/** Starts a gateway worker that management knows. */
async function connect(answer?: () => FakeAnswer[]): Promise<FakeGateway> {
  gateway = await startFakeGateway(management, answer);
  const isKnown = async () =>
    (await modifier<{ items: object[] }>("GET", "/gateways")).body.items.length === 1;
  await expect.poll(isKnown).toBe(true);
  return gateway;
}

const oauth = () => ({
  name: `OAuth ${Math.random()}`,
  type: "oauth2_client",
  clientId: "zerq",
  clientSecret: "oauth-secret",
  tokenUrl: `${here}/token`,
});

describe("a test of a credential", () => {
  it("has a gateway try it at its first origin, and says what became of it", async () => {
    const { commands } = await connect();
    const { id } = await create(modifier, "credentials", { apiKey: { env: "UPSTREAM_KEY" } });
    const answer = await test(id, undefined, await tester());
    expect([answer.status, answer.body]).toEqual([
      200,
      { result: "ok", missing: null, gateway: "instance", url: `${here}/` },
    ]);
    expect(commands).toMatchObject([
      {
        kind: "test-credential",
        credential: { id, type: "api_key", secrets: { apiKey: { env: "UPSTREAM_KEY" } }, origins: [here] },
        url: `${here}/`,
      },
    ]);
  });

  it("asks for another URL on its origins, or for a token alone", async () => {
    const { commands } = await connect(() => [{ result: "missing_env", missing: "UPSTREAM_KEY" }]);
    const by = await tester();
    const { id } = await create(modifier, "credentials");
    const named = await test(id, { url: `${here}/v1/health` }, by);
    expect(named.body).toMatchObject({
      result: "missing_env",
      missing: "UPSTREAM_KEY",
      url: `${here}/v1/health`,
    });
    const { body } = await modifier<Resource>("POST", "/credentials", oauth());
    expect((await test(body.id, {}, by)).body.url).toBeNull();
    expect(commands.map(({ url }) => url)).toEqual([`${here}/v1/health`, null]);
  });

  it("takes the TLS settings of a collection that sends it there", async () => {
    const { commands } = await connect();
    const secure = "https://127.0.0.1:9";
    const { id: credentialId } = await create(modifier, "credentials", { origins: [secure] });
    const upstream = { tls: { serverName: "payments.test" } };
    await create(modifier, "collections", { targetEndpoint: `${secure}/v1`, credentialId, upstream });
    await test(credentialId, {}, await tester());
    expect(commands.at(-1)?.tls).toEqual({ ca: null, serverName: "payments.test", verify: true });
  });

  it("is in the audit with its result, stores nothing, and shows no secret in Redis", async () => {
    const { messages } = await connect(() => [{ result: "unauthorized" }]);
    const secret = `tested-secret-${Date.now()}`;
    const before = await create(modifier, "credentials", { apiKey: { value: secret } });
    const { headers } = await test(before.id, { url: `${here}/x` }, await tester());
    const { body: trail } = await admin<{ items: Record<string, unknown>[] }>("GET", "/audit-logs?limit=1");
    expect(trail.items[0]).toMatchObject({
      action: "credential.test",
      resource: { type: "credential", id: before.id, key: before.key },
      body: { url: `${here}/x` },
      after: { result: "unauthorized" },
    });
    expect(Number(headers.get("zerq-config-version"))).toBeGreaterThan(1);
    const { body: after } = await modifier<Resource>("GET", `/credentials/${before.id}`);
    expect(after).toEqual(before);
    expect(messages.join()).not.toContain(secret);
    expect(messages.join()).not.toContain(before.key);
  });

  it("answers a repeated Idempotency-Key without trying again", async () => {
    const { commands } = await connect();
    const { id } = await create(modifier, "credentials");
    const by = await tester();
    const headers = { "idempotency-key": "once" };
    const first = await test(id, {}, by, headers);
    expect((await test(id, {}, by, headers)).body).toEqual(first.body);
    expect(commands).toHaveLength(1);
  });
});

describe("a test of a credential is refused", () => {
  it("when its URL is elsewhere, or none (threat 27)", async () => {
    const { commands } = await connect();
    const { id } = await create(modifier, "credentials");
    for (const url of ["http://127.0.0.2:9/", `${here}0/`, "ftp://127.0.0.1:9/", `${here}/?a=b`, "x", 7]) {
      const { status, body } = await test(id, { url });
      expect([url, status, body.error]).toEqual([url, 400, "validation_failed"]);
    }
    expect((await test(id, { origin: here })).status).toBe(400);
    const { body } = await modifier<Resource>("POST", "/credentials", oauth());
    expect((await test(body.id, { url: `${here}/` })).body.details?.[0]?.code).toBe("origin_not_allowed");
    expect(commands).toEqual([]);
  });

  it("without a token or the role", async () => {
    const { commands } = await connect();
    const { id } = await create(modifier, "credentials");
    for (const [who, status, by] of others)
      expect([who, (await test(id, {}, by)).status]).toEqual([who, status]);
    expect(commands).toEqual([]);
  });

  it("when there is no such credential, it can't be tried, or it has nowhere to go", async () => {
    await connect();
    expect((await test("0123456789abcdef01234567", {})).status).toBe(404);
    const redis = { name: "Redis", type: "redis", connectionString: "redis://127.0.0.1:6379" };
    const { body: stored } = await modifier<Resource>("POST", "/credentials", redis);
    expect((await test(stored.id, {})).body.error).toBe("conflict");
    const { id } = await create(modifier, "credentials", { origins: [] });
    expect((await test(id, {})).body.error).toBe("conflict");
  });

  it("when no gateway is connected", async () => {
    const isGone = async () => (await modifier<{ items: object[] }>("GET", "/gateways")).body.items.length;
    await expect.poll(isGone, { timeout: 20_000 }).toBe(0);
    const { id } = await create(modifier, "credentials");
    const { status, body } = await test(id, {}, await tester());
    expect([status, body.error]).toEqual([503, "no_gateway"]);
  });

  it("when it is asked for too often, by one or by all", async () => {
    await connect();
    const [one, two] = [await create(modifier, "credentials"), await create(modifier, "credentials")];
    const statuses = async (id: string, by: Call, times: number) =>
      (await Promise.all(Array.from({ length: times }, () => test(id, {}, by)))).map(({ status }) => status);
    const [first, second, third] = [await tester(), await tester(), await tester()];
    // What is counted is a minute; the seventh of eight in a row may already be in the next.
    expect(await statuses(one.id, first, 13)).toContain(429);
    expect((await statuses(one.id, second, 4)).concat(await statuses(one.id, third, 12))).toContain(429);
    expect(await statuses(two.id, second, 1)).toEqual([200]);
  });
});

describe("what answers a command", () => {
  it("counts once, and only from the worker that was asked (threat 17)", async () => {
    await connect(() => [
      { forged: true, result: "ok" },
      { workerId: "somebody else", result: "ok" },
      { result: "tls_failed" },
      { result: "ok" },
    ]);
    const { id } = await create(modifier, "credentials");
    expect((await test(id, {}, await tester())).body.result).toBe("tls_failed");
  });

  it("is waited for no longer than the command is valid; the silence is audited", async () => {
    await connect(() => []);
    const { id } = await create(modifier, "credentials");
    expect((await test(id, {}, await tester())).body.result).toBe("no_answer");
    const trail = await admin<{ items: { after: object }[] }>("GET", "/audit-logs?limit=1");
    expect(trail.body.items[0]?.after).toMatchObject({ result: "no_answer" });
  });

  it("has no effect when nobody has asked", async () => {
    const redis = new Redis(management.environment["REDIS_URL"] ?? "");
    await redis.publish("zerq:{gateways}:answers", "nonsense");
    redis.disconnect();
    expect((await modifier("GET", "/me")).status).toBe(200);
  });
});
