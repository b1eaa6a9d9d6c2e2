import { expect, it } from "vitest";
import { runAppliedSwaps } from "./run-applied-swaps.ts";

it("no request that begins after a change was acknowledged as applied is answered by the old rule", async () => {
  const found = await runAppliedSwaps({ gateways: 2, perSecond: 400, seconds: 8, betweenMs: 10 });
  console.log(
    `${found.requests} requests (${found.perSecond.toFixed(0)}/s) over ${found.changes} changes, ${found.unapplied} not applied in time`,
  );
  expect(found.wrong).toEqual([]);
  expect(found.serverErrors).toBe(0);
  // Each of the four kinds of change, there and back.
  expect(found.changes - found.unapplied).toBeGreaterThanOrEqual(8);
  expect(found.requests).toBeGreaterThan(500);
  expect(found.connections).toBeGreaterThan(50);
}, 300_000);
