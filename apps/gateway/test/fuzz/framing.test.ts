import { expect, it } from "vitest";
import { runFraming } from "./run-framing.ts";

it("makes never two requests out of one, and gives nobody another's body or answer (threat 1)", async () => {
  const result = await runFraming({ cases: 5_000, firstSeed: 1 });
  expect(result.problems).toEqual([]);
  expect(result.upstreams).toContain("node");
  expect(result.forwarded).toBeGreaterThan(2_000);
  expect(result.refused).toBeGreaterThan(500);
}, 240_000);
