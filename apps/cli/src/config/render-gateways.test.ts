import { expect, it } from "vitest";
import { renderGateways } from "./render-gateways.ts";

const worker = {
  ...{ workerId: "host:8080-1/0", instanceId: "host:8080-1", group: "default", state: "ready" as const },
  ...{ version: 7, lag: 0, headAgeMs: 4_200, stale: false, limiterMode: "exact", lastError: null },
  ...{ notReady: null, problems: [], missingEnv: [], source: "redis" as const, clock: "right" as const },
  ...{ startedAt: "2026-01-01T00:00:00.000Z", reportedAt: "2026-01-01T00:00:01.000Z" },
};

it.each([
  [null, "-"],
  [-3, "0.0 s"],
  [0, "0.0 s"],
  [-40_000, "-40.0 s"],
  [6_040, "+6.0 s"],
] as const)("a clock that is off by %s ms is shown as %s", (clockOffsetMs, shown) => {
  const [, row = ""] = renderGateways([{ ...worker, clockOffsetMs }]).split("\n");
  expect(row.split(/ {2,}/)).toEqual([
    "host:8080-1/0",
    "default",
    "ready",
    "7",
    "0",
    "4.2 s",
    shown,
    "exact",
  ]);
});

it("nobody is told as such", () => {
  expect(renderGateways([])).toBe("There is no gateway.");
});
