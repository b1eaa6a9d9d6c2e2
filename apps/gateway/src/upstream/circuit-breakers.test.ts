import { beforeEach, describe, expect, it } from "vitest";
import type { UpstreamTarget } from "../snapshot/route.ts";
import { type CircuitBreakers, createCircuitBreakers } from "./circuit-breakers.ts";
import { pickTarget } from "./pick-target.ts";

const settings = { failures: 3, openMs: 1_000 };
let now = 0;
let circuits: CircuitBreakers;
beforeEach(() => {
  now = 5_000;
  circuits = createCircuitBreakers(() => now);
});
const fail = (times: number) => {
  for (let count = 0; count < times; count += 1) circuits.failed("a", settings);
};

describe("a circuit", () => {
  it("opens after so many failures in a row, and only then", () => {
    fail(2);
    circuits.succeeded("a");
    fail(2);
    expect(circuits.waitFor("a")).toBe(0);
    fail(1);
    expect(circuits.waitFor("a")).toBe(1_000);
    expect(circuits.waitFor("b")).toBe(0);
  });

  it("is tried by one request at a time, and closes when that succeeds", () => {
    fail(3);
    now += 1_000;
    expect(circuits.waitFor("a")).toBe(0);
    circuits.enter("a", settings);
    expect(circuits.waitFor("a")).toBeGreaterThan(0);
    circuits.succeeded("a");
    expect(circuits.waitFor("a")).toBe(0);
    fail(2);
    expect(circuits.waitFor("a")).toBe(0);
  });

  it("opens again when the trial fails, and can be tried again when it says nothing", () => {
    fail(3);
    now += 1_000;
    circuits.enter("a", settings);
    fail(1);
    expect(circuits.waitFor("a")).toBe(1_000);
    now += 1_000;
    circuits.enter("a", settings);
    circuits.released("a");
    expect(circuits.waitFor("a")).toBe(0);
  });

  it("isn't moved by what went out before it opened", () => {
    fail(3);
    now += 500;
    fail(5);
    circuits.succeeded("a");
    circuits.released("a");
    expect(circuits.waitFor("a")).toBe(500);
  });
});

describe("a target", () => {
  const target = (origin: string, weight: number) => ({
    key: origin,
    origin,
    poolKey: origin,
    path: () => "/",
    weight,
  });
  const targets = [target("a", 3), target("b", 1), target("c", 0)];
  const shares = (may: (target: UpstreamTarget) => boolean) => {
    const counts: Record<string, number> = {};
    for (let index = 0; index < 100; index += 1) {
      const origin = pickTarget(targets, may, () => index / 100)?.origin ?? "none";
      counts[origin] = (counts[origin] ?? 0) + 1;
    }
    return counts;
  };

  it("is picked in proportion to its weight, and never with weight 0", () => {
    expect(shares(() => true)).toEqual({ a: 75, b: 25 });
    expect(shares(({ origin }) => origin !== "a")).toEqual({ b: 100 });
    expect(shares(({ origin }) => origin === "c")).toEqual({ none: 100 });
  });
});
