import { expect, it } from "vitest";
import { runConfigChaos } from "./run-config-chaos.ts";

const schedule = [
  "publisher",
  "redis, emptied",
  "forged",
  "redis, failed over",
  "forged, then a gateway without memory",
  "every management",
];

// Another seed each day that the tests run is another schedule of moments and forgeries; a failure prints it.
it("gateways catch up after every fault, with no answer from forged or older config and no version lost", async () => {
  const seed = Math.floor(Date.now() / 86_400_000);
  const result = await runConfigChaos({
    seed,
    size: { managements: 2, gateways: 2, workers: 1 },
    faultOf: (round) => schedule[round] ?? "",
    isOver: (round) => round >= schedule.length,
    print: (line) => console.log(line),
  });
  expect({ seed, wrong: result.wrong }).toEqual({ seed, wrong: [] });
  expect(result.rounds).toHaveLength(schedule.length);
  expect(result.requests).toBeGreaterThan(500);
  expect(result.acknowledged).toBeGreaterThan(20);
}, 600_000);
