import { expect, it } from "vitest";
import { runFraming } from "./run-framing.ts";

it("makes never two requests out of one, and gives nobody another's body or answer (threat 1)", async () => {
  const result = await runFraming({ requests: 5_000, firstSeed: 1 });
  expect(result.problems).toEqual([]);
  const counts = Object.values(result.upstreams);
  expect(result.upstreams).toHaveProperty("node");
  const sum = (of: "sent" | "forwarded" | "refused") => counts.reduce((total, one) => total + one[of], 0);
  expect(sum("sent")).toBeGreaterThanOrEqual(5_000);
  expect(sum("forwarded")).toBeGreaterThan(2_000);
  expect(sum("refused")).toBeGreaterThan(500);
}, 240_000);
