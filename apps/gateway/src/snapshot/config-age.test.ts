import { afterEach, describe, expect, it, vi } from "vitest";
import { expectRefusal } from "../../test/conformance/expect-refusal.ts";
import { rawRequest } from "../../test/raw-http.ts";
import { startTestGateway } from "../../test/started-gateway.ts";
import { ConfigAge } from "./config-age.ts";

afterEach(() => {
  vi.useRealTimers();
});

function watched(maxMs: number, head: { time: number | null }) {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] });
  const age = new ConfigAge(maxMs, () => head.time);
  const changes: boolean[] = [];
  age.onChange = (isStale) => changes.push(isStale);
  age.start();
  return { age, changes };
}

describe("the age of config", () => {
  it("is no matter unless the owner says so", () => {
    const { age } = watched(0, { time: null });
    vi.advanceTimersByTime(86_400_000);
    expect(age.isStale).toBe(false);
  });

  it("is too old once no head has come for that long, until one comes", () => {
    const head: { time: number | null } = { time: Date.now() };
    const { age, changes } = watched(60_000, head);
    head.time = Date.now();
    vi.advanceTimersByTime(1_000);
    expect(age.isStale).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect(age.isStale).toBe(true);
    head.time = Date.now();
    vi.advanceTimersByTime(1_000);
    expect(changes).toEqual([false, true, false]);
    age.stop();
  });

  it("is too old from the start without a head, and with one that was replayed", () => {
    expect(watched(60_000, { time: null }).age.isStale).toBe(true);
    expect(watched(60_000, { time: Date.now() - 60_001 }).age.isStale).toBe(true);
  });

  it("can't be hidden by a clock that is set back", () => {
    const { age } = watched(60_000, { time: Date.now() });
    vi.advanceTimersByTime(30_000);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(31_000);
    expect(age.isStale).toBe(true);
    age.stop();
  });
});

it("a config that is too old answers nobody, whoever is calling", async () => {
  const gateway = await startTestGateway({ settings: { MAX_SNAPSHOT_AGE: "1ms" } });
  try {
    for (const path of ["/demo/accounts", "/nowhere"])
      await expectRefusal(gateway, rawRequest(`GET ${path} HTTP/1.1`, []), { code: "config_stale" });
    const answer = await gateway.call("/demo/accounts");
    expect([answer.status, (await answer.json()) as object]).toMatchObject([503, { error: "config_stale" }]);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  } finally {
    await gateway.stop();
  }
});
