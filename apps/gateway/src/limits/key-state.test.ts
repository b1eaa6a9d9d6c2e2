import { beforeEach, describe, expect, it } from "vitest";
import { KeyState } from "./key-state.ts";
import type { Grant } from "./limit-state.ts";

const rule = { key: "client", max: 100, windowMs: 60_000, onFailure: "closed" } as const;
/** Buckets are 10 ms wide; this lease ends at 1,000 ms of Redis' time. */
const grant: Grant = {
  epoch: "e",
  granted: 5,
  extra: 4,
  bucket: 100,
  remaining: 50,
  workers: 1,
  leavesAt: 0,
  lent: 0,
};

let state: KeyState;
beforeEach(() => {
  state = new KeyState(rule);
  state.take(grant);
});

/** Spends from the lease in hand. @returns the bucket it counts in, or undefined when there is no lease */
const spendAt = (redisMs: number, now = redisMs) => {
  const lease = state.spendable(redisMs);
  return lease && state.spend(lease, now, redisMs);
};

describe("a lease", () => {
  it("is spent only before its end, and as often as granted", () => {
    expect(spendAt(999)).toBe(100);
    expect(spendAt(1_000)).toBeUndefined();
    state.take({ ...grant, granted: 1, extra: 0, bucket: 200 });
    expect(spendAt(1_500)).toBe(151);
    expect(spendAt(1_500)).toBeUndefined();
  });

  it("is reported by where it was spent, and what is unspent goes back", () => {
    spendAt(105);
    spendAt(105);
    spendAt(131);
    state.returnAll();
    expect(state.takeReport()).toEqual({ settled: [100, 11, 2, 100, 14, 1, 100, 0, 2], lent: [100, 4] });
    expect(state.unreported()).toBe(false);
  });

  it("keeps in step what may be recalled of it", () => {
    spendAt(105);
    expect(state.takeReport().lent).toEqual([]);
    spendAt(106);
    spendAt(107);
    expect(state.takeReport().lent).toEqual([100, 2]);
    state.returnAll();
    expect(state.takeReport()).toEqual({ settled: [100, 0, 2], lent: [100, 2] });
  });

  it("counts in no bucket after its own when the limit's buckets became wider", () => {
    state.changeMax(5_000);
    expect(spendAt(950)).toBe(100);
    state.take({ ...grant, bucket: 203 });
    state.leases.shift();
    expect(spendAt(2_001)).toBe(203);
  });
});

describe("giving back", () => {
  it("makes the place spendable again while the lease lasts", () => {
    for (let n = 0; n < 5; n++) spendAt(105, 7_000);
    state.giveBack(7_000, 11);
    expect(spendAt(120)).toBe(13);
    expect(state.ring.sum(7_000, 60_000)).toBe(5);
  });

  it("frees the request's own bucket once that is settled", () => {
    spendAt(105, 7_000);
    state.takeReport();
    state.giveBack(7_000, 11);
    expect(state.takeReport().settled).toEqual([11, 0, 1]);
  });

  it("frees nothing when the settle may have been lost: the charge may be under another bucket", () => {
    spendAt(105, 7_000);
    state.takeReport();
    state.giveBack(7_000, 11);
    state.reportFailed(7_001);
    expect(state.takeReport().settled).toEqual([]);
    state.giveBack(7_000, 11);
    expect(state.takeReport().settled).toEqual([]);
  });

  it("frees nothing after a loss: what was admitted is owed", () => {
    spendAt(105, 7_000);
    state.takeReport();
    state.forget(7_001, Number.NEGATIVE_INFINITY);
    state.ring.takeOwed(7_001);
    state.giveBack(7_000, 11);
    expect(state.takeReport().settled).toEqual([]);
  });

  it("cancels what is owed and not yet paid", () => {
    spendAt(105, 7_000);
    state.forget(7_001, Number.NEGATIVE_INFINITY);
    state.giveBack(7_000, 11);
    expect(state.ring.takeOwed(7_001)).toEqual([]);
  });
});

it("spends no lease from before a loss, and reports none", () => {
  spendAt(105, 7_000);
  state.forget(7_001, Number.NEGATIVE_INFINITY);
  expect(spendAt(106)).toBeUndefined();
  expect(state.takeReport()).toEqual({ settled: [], lent: [] });
  expect(state.epoch).toBe("");
  expect(state.ring.takeOwed(7_001)).toEqual([{ endsAt: 8_000, count: 1 }]);
});
