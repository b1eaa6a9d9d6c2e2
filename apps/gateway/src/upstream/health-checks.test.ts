import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishRoute } from "../../test/published-route.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import type { HealthTarget } from "../snapshot/health-targets.ts";
import { createHealthChecks } from "./health-checks.ts";

const check = {
  path: "/health",
  intervalMs: 15,
  timeoutMs: 1_000,
  healthyAfter: 2,
  unhealthyAfter: 2,
  expectedStatus: null as number | null,
};

describe("targets with health checks", () => {
  let gateway: TestGateway;
  let first: FakeUpstream;
  let second: FakeUpstream;
  const health = { first: 200, second: 200 };
  beforeAll(async () => {
    const answering = (name: "first" | "second") =>
      startUpstream((request, response) => {
        response.writeHead(request.url === "/health" ? health[name] : 200).end(name);
      });
    [gateway, first, second] = await Promise.all([
      startTestGateway(),
      answering("first"),
      answering("second"),
    ]);
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([first.stop(), second.stop()]);
  });
  beforeEach(() => {
    health.first = 200;
    health.second = 200;
  });

  async function route(healthCheck = check, urls = [first.url, second.url]) {
    const targets = urls.map((url) => ({ url, weight: 1 }));
    const { path, caller } = await publishRoute(gateway, {
      collection: { targetEndpoint: urls[0] ?? "", targets, healthCheck },
    });
    return async () => {
      const answer = await gateway.call(path, {}, caller);
      return answer.ok ? answer.text() : String(answer.status);
    };
  }
  const targetsIn = async (state: string) => {
    const text = await gateway.registry.metrics();
    return Number(new RegExp(`health_checked_targets{state="${state}"} (\\d+)`).exec(text)?.[1]);
  };
  const wait = (state: string, count: number) =>
    eventually(`${count} ${state}`, async () => ((await targetsIn(state)) === count ? true : undefined));

  it("get nothing while they fail, and their share again when they are well", async () => {
    const call = await route();
    health.first = 503;
    await wait("unhealthy", 1);
    expect(new Set(await Promise.all(Array.from({ length: 30 }, call)))).toEqual(new Set(["second"]));
    health.first = 204;
    await wait("unhealthy", 0);
    // A fair coin shows one side 60 times once in 10^18.
    const both = await Promise.all(Array.from({ length: 60 }, call));
    expect(new Set(both)).toEqual(new Set(["first", "second"]));
  });

  it("all get their share when none is well: then the checks are wrong, or nothing is to be lost", async () => {
    const call = await route({ ...check, expectedStatus: 299 });
    await wait("unhealthy", 2);
    const all = await Promise.all(Array.from({ length: 60 }, call));
    expect(new Set(all)).toEqual(new Set(["first", "second"]));
  });

  it("are asked through the egress guard, and without any credential", async () => {
    const before = await targetsIn("unhealthy");
    await route(check, ["http://169.254.169.254", second.url]);
    await wait("unhealthy", before + 1);
    const asked = second.requests.filter(({ url }) => url === "/health");
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });
});

describe("health checks", () => {
  const target = (key: string): HealthTarget => ({ key, origin: "http://a", tls: undefined, check });

  it("turn only after so many results in a row", async () => {
    const results: (string | undefined)[] = ["x", undefined, "x", "x", undefined, "x", undefined, undefined];
    const states: boolean[] = [];
    await new Promise<void>((resolve) => {
      const checks = createHealthChecks(async ({ key }) => {
        states.push(checks.isUnhealthy(key));
        if (results.length === 0) {
          checks.stop();
          resolve();
        }
        return results.shift();
      });
      // The first probe runs before `checks` is there unless it is watched later.
      queueMicrotask(() => checks.watch([{ ...target("a"), check: { ...check, intervalMs: 1 } }]));
    });
    expect(states).toEqual([false, false, false, false, true, true, true, true, false]);
  });

  it("forget what is no longer watched, and keep what stays", async () => {
    const checks = createHealthChecks(async () => "x");
    const short = { ...check, unhealthyAfter: 1 };
    checks.watch([
      { ...target("a"), check: short },
      { ...target("b"), check: short },
    ]);
    await eventually("both", async () => (checks.counts().unhealthy === 2 ? true : undefined));
    checks.watch([{ ...target("a"), check: { ...short, path: "/other" } }]);
    expect([checks.isUnhealthy("a"), checks.isUnhealthy("b")]).toEqual([true, false]);
    expect(checks.unhealthy()).toEqual([{ key: "a", reason: "x" }]);
    checks.stop();
    expect(checks.counts()).toEqual({ healthy: 0, unhealthy: 0 });
  });
});
