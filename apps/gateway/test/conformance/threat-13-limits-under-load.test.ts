import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestCaller } from "../published-config.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

// How exact limits are over workers, instances, clocks and lost stores is shown beside them, in src/limits and test/chaos.

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

/** A client with this limit, and as many profiles as are asked for. */
async function limited(max: number, profiles = 1): Promise<TestCaller[]> {
  const { config, collection } = gateway;
  const policy = config.policy(max);
  const client = config.client({ collectionIds: [collection.id], policyId: policy.id });
  const made = Array.from({ length: profiles }, () => config.profile({ clientId: client.id }));
  await gateway.publish(
    config.put("policy", policy),
    config.put("client", client),
    ...made.map(({ profile }) => config.put("profile", profile)),
  );
  return made.map(({ caller }) => caller);
}

const line = (path = "/demo/accounts") => `GET ${path} HTTP/1.1`;

it("1,000 parallel requests past a limit of 50 reach the upstream 50 times (Kong #5790)", async () => {
  const [caller] = (await limited(50)) as [TestCaller];
  const before = gateway.upstream.requests.length;
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () =>
      gateway.call("/demo/accounts", {}, caller).then(async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      }),
    ),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(50);
  expect(answers.filter((status) => status === 429)).toHaveLength(950);
  expect(gateway.upstream.requests).toHaveLength(before + 50);
});

it("what is refused is free, so that nobody can lock a client out (Tyk #1876)", async () => {
  const [caller] = (await limited(2)) as [TestCaller];
  for (let index = 0; index < 10; index += 1) {
    await expectRefusal(gateway, asCaller({ ...caller, token: "guess" }, line()), { code: "unauthorized" });
    await expectRefusal(gateway, asCaller(caller, line("/demo/nothing")), { code: "route_not_found" });
    await expectRefusal(gateway, asCaller(caller, line("/demo/%2e%2e")), {
      code: "bad_request",
      closes: true,
    });
  }
  for (let index = 0; index < 2; index += 1)
    expect((await sendRaw(gateway.port, asCaller(caller, line()))).status).toBe(200);
  const { head } = await expectRefusal(gateway, asCaller(caller, line()), {
    code: "rate_limit_exceeded",
    deny: null,
  });
  expect(head).toMatch(/retry-after: [1-9]\d*\r?\n/i);
  expect(head).toMatch(/ratelimit: "rate";r=0;t=\d+/i);
});

it("a limit is the client's: other profiles, paths, methods and spellings have no other", async () => {
  const [one, two] = (await limited(3, 2)) as [TestCaller, TestCaller];
  for (const bytes of [
    asCaller(one, line()),
    asCaller(two, line("/demo/items/1")),
    asCaller(one, "POST /demo/%61ccounts HTTP/1.1", ["Content-Length: 0"]),
  ])
    expect((await sendRaw(gateway.port, bytes)).status).toBe(200);
  for (const caller of [one, two])
    await expectRefusal(gateway, asCaller(caller, line("/demo/files/x?y=1")), {
      code: "rate_limit_exceeded",
      deny: null,
    });
});

it("a change of config that leaves the limit alone gives nothing back", async () => {
  const [caller] = (await limited(1)) as [TestCaller];
  expect((await sendRaw(gateway.port, asCaller(caller, line()))).status).toBe(200);
  await gateway.publish(gateway.config.put("collection", { ...gateway.collection }));
  await expectRefusal(gateway, asCaller(caller, line()), { code: "rate_limit_exceeded", deny: null });
});

it("a policy that can't be enforced admits nothing", async () => {
  const { config, collection } = gateway;
  const policy = { ...config.policy(5), rateLimit: { max: 5, interval: "3m" } };
  const client = config.client({ collectionIds: [collection.id], policyId: policy.id });
  const { profile, caller } = config.profile({ clientId: client.id });
  await gateway.publish(
    config.put("policy", policy),
    config.put("client", client),
    config.put("profile", profile),
  );
  await expectRefusal(gateway, asCaller(caller, line()), { code: "limiter_unavailable" });
});
