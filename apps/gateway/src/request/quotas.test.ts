import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

const DAY_S = 86_400;

let gateway: TestGateway;
beforeAll(async () => {
  const upstream = await startUpstream((request, response) =>
    response.writeHead(request.url?.endsWith("fail") ? 500 : 200).end(),
  );
  gateway = await startTestGateway({ upstream });
  await gateway.grantQuotas();
});
afterAll(() => gateway.stop());

type PolicyInput = Partial<GatewayEntity<"policy">>;

/** A caller of its own whose client has this policy. */
async function limited(input: PolicyInput, profileInput = {}, collectionId = gateway.collection.id) {
  const { config } = gateway;
  const policy = config.policy(1, { rateLimit: null, ...input });
  const client = config.client({ collectionIds: [collectionId], policyId: policy.id });
  const { profile, caller } = config.profile({ clientId: client.id, ...profileInput });
  await gateway.publish(
    config.put("policy", policy),
    config.put("client", client),
    config.put("profile", profile),
  );
  return { policy, client, caller };
}

const change = (policy: GatewayEntity<"policy">, input: PolicyInput) =>
  gateway.publish(gateway.config.put("policy", { ...policy, ...input }));

const call = (caller: TestCaller, path = "/demo/accounts") => gateway.call(path, {}, caller);

/** Status, code and headers of an answer, after comparing them with the log entry that it left. */
async function answerOf(caller: TestCaller, path?: string) {
  const answer = await call(caller, path);
  const text = await answer.text();
  const error = answer.ok ? null : (JSON.parse(text) as { error: string }).error;
  const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
  expect(entry).toMatchObject({ status: answer.status, error });
  return { status: answer.status, error, headers: answer.headers };
}

async function codes(caller: TestCaller, count: number) {
  const found = [];
  for (let n = 0; n < count; n++) found.push((await answerOf(caller)).error ?? "admitted");
  return found;
}

const secondsOfToday = () => DAY_S - ((Date.now() / 1_000) % DAY_S);

describe("a quota", () => {
  it("refuses with 429 until its window ends, and says how much is left", async () => {
    const { caller } = await limited({ quota: { max: 2, interval: "1d" } });
    const first = await answerOf(caller);
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-policy")).toBe(`"quota";q=2;w=${DAY_S}`);
    expect(first.headers.get("ratelimit")).toMatch(/^"quota";r=1;t=\d+$/);
    expect((await answerOf(caller)).status).toBe(200);
    const before = secondsOfToday();
    const { status, error, headers } = await answerOf(caller);
    expect([status, error]).toEqual([429, "quota_exceeded"]);
    const seconds = Number(headers.get("retry-after"));
    // At midnight another day begins, with as many seconds.
    expect([Math.floor(before), Math.ceil(before), Math.ceil(before) + 1, DAY_S]).toContain(seconds);
    expect(headers.get("ratelimit")).toBe(`"quota";r=0;t=${seconds}`);
  });

  it("keeps its count when its number changes, and has another count for another interval", async () => {
    const { policy, caller } = await limited({ quota: { max: 2, interval: "30d" } });
    expect(await codes(caller, 3)).toEqual(["admitted", "admitted", "quota_exceeded"]);
    await change(policy, { quota: { max: 3, interval: "30d" } });
    expect(await codes(caller, 2)).toEqual(["admitted", "quota_exceeded"]);
    await change(policy, { quota: { max: 1, interval: "7d" } });
    expect(await codes(caller, 2)).toEqual(["admitted", "quota_exceeded"]);
    await change(policy, { quota: { max: 3, interval: "30d" } });
    expect(await codes(caller, 1)).toEqual(["quota_exceeded"]);
  });

  it("gives a none profile a count of its own", async () => {
    const { client, caller } = await limited({ quota: { max: 1, interval: "1d" } });
    const open = gateway.config.profile({ clientId: client.id, authType: "none", allowedIps: ["127.0.0.1"] });
    await gateway.publish(gateway.config.put("profile", open.profile));
    expect(await codes(open.caller, 2)).toEqual(["admitted", "quota_exceeded"]);
    expect(await codes(caller, 2)).toEqual(["admitted", "quota_exceeded"]);
  });
});

describe("a rate limit and a quota", () => {
  it("both stand in the headers, of answers and of refusals", async () => {
    const { caller } = await limited({
      rateLimit: { max: 5, interval: "1m" },
      quota: { max: 1, interval: "7d" },
    });
    const first = await answerOf(caller);
    expect(first.headers.get("ratelimit-policy")).toBe('"rate";q=5;w=60, "quota";q=1;w=604800');
    expect(first.headers.get("ratelimit")).toMatch(/^"rate";r=4;t=\d+, "quota";r=0;t=\d+$/);
    const refused = await answerOf(caller);
    expect(refused.error).toBe("quota_exceeded");
    expect(refused.headers.get("ratelimit")).toMatch(/^"rate";r=4;t=\d+, "quota";r=0;t=\d+$/);
  });

  it("take nothing out of the rate limit when the quota refuses", async () => {
    const { policy, caller } = await limited({
      rateLimit: { max: 3, interval: "1h" },
      quota: { max: 1, interval: "1d" },
    });
    expect(await codes(caller, 4)).toEqual(["admitted", ...Array(3).fill("quota_exceeded")]);
    await change(policy, { quota: { max: 9, interval: "1d" } });
    expect(await codes(caller, 3)).toEqual(["admitted", "admitted", "rate_limit_exceeded"]);
  });

  it("take nothing out of the quota when the rate limit refuses", async () => {
    const { policy, caller } = await limited({
      rateLimit: { max: 1, interval: "1h" },
      quota: { max: 2, interval: "1d" },
    });
    expect(await codes(caller, 4)).toEqual(["admitted", ...Array(3).fill("rate_limit_exceeded")]);
    await change(policy, { rateLimit: { max: 9, interval: "1h" } });
    expect(await codes(caller, 2)).toEqual(["admitted", "quota_exceeded"]);
  });
});

describe("what is refused after it was counted", () => {
  const both: PolicyInput = {
    rateLimit: { max: 1, interval: "1h" },
    quota: { max: 1, interval: "1d" },
  };

  it("is given back when a credential is missing", async () => {
    const { config } = gateway;
    const credential = config.apiKey(
      { env: "NO_SUCH_VALUE" },
      { fields: { keyIn: "header", keyName: "X-Key" } },
    );
    const collection = config.collection({
      basePath: "/without-key",
      targetEndpoint: gateway.upstream.url,
      credentialId: credential.id,
    });
    const proxy = config.proxy({ collectionId: collection.id, path: "/accounts" });
    await gateway.publish(
      config.put("credential", credential),
      config.put("collection", collection),
      config.put("proxy", proxy),
    );
    const { caller, client } = await limited(both, {}, collection.id);
    for (let n = 0; n < 3; n++)
      expect((await answerOf(caller, "/without-key/accounts")).error).toBe("credential_unavailable");
    const more = { ...client, collectionIds: [collection.id, gateway.collection.id] };
    await gateway.publish(config.put("client", more));
    expect(await codes(caller, 2)).toEqual(["admitted", "rate_limit_exceeded"]);
  });

  it("is not given back when the upstream answers with an error", async () => {
    const { caller } = await limited(both);
    expect((await call(caller, "/demo/accounts?fail")).status).toBe(500);
    expect((await answerOf(caller)).error).toBe("rate_limit_exceeded");
  });
});

it("counts decisions by limit and outcome for the metrics", async () => {
  const { caller } = await limited({ quota: { max: 1, interval: "1d" } });
  const countOf = async (outcome: string) => {
    const text = await gateway.registry.metrics();
    const found = new RegExp(
      `zerq_gateway_limiter_decisions_total\\{limit="quota",outcome="${outcome}"\\} (\\d+)`,
    ).exec(text);
    return Number(found?.[1]);
  };
  const [admitted, refused] = [await countOf("admitted"), await countOf("refused")];
  await codes(caller, 3);
  expect(await countOf("admitted")).toBe(admitted + 1);
  expect(await countOf("refused")).toBe(refused + 2);
});

describe("a Redis that management hasn't told of the counts", () => {
  let fresh: TestGateway;
  beforeAll(async () => {
    fresh = await startTestGateway();
  });
  afterAll(() => fresh.stop());

  it.each([
    ["closed", [503, 503, 503]],
    ["share", [200, 429, 429]],
    ["open", [200, 200, 200]],
  ] as const)("makes a quota do what `%s` says", async (onLimiterFailure, statuses) => {
    const { config } = fresh;
    const policy = config.policy(1, {
      rateLimit: null,
      quota: { max: 1, interval: "1d" },
      onLimiterFailure,
    });
    const client = config.client({ collectionIds: [fresh.collection.id], policyId: policy.id });
    const { profile, caller } = config.profile({ clientId: client.id });
    await fresh.publish(
      config.put("policy", policy),
      config.put("client", client),
      config.put("profile", profile),
    );
    const found = [];
    for (let n = 0; n < 3; n++) {
      const answer = await fresh.call("/demo/accounts", {}, caller);
      found.push(answer.status);
      const entry = await fresh.entryOf(answer.headers.get("x-request-id"));
      if (answer.status === 503) expect(entry.error).toBe("limiter_unavailable");
      if (answer.status === 429) expect(entry.error).toBe("quota_exceeded");
    }
    expect(found).toEqual(statuses);
    const metrics = await fresh.registry.metrics();
    expect(metrics).toMatch(/zerq_gateway_limiter_quotas_unknown 1/);
  });
});
