import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freshRedis } from "@zerq/test-kit/stores";
import { largestWindow } from "../limits/exact-log.ts";
import { LimiterFleet } from "../limits/limiter-fleet.ts";

// Real processes, a real Redis, SIGKILL for both, again and again:
//   node --conditions=zerq-source apps/gateway/test/chaos/limits-in-processes.ts [rounds]
// Eight processes ask for three times the limit. In turn Redis is killed (and comes back empty, or with its data), and three
// processes are killed a window before the next round begins, since a loss of data and a death at once aren't covered.

const WORKERS = 8;
const rounds = Number(process.argv[2] ?? "4");
const rule = { key: "chaos", max: 1_000, windowMs: 5_000, onFailure: "closed" } as const;
const directory = mkdtempSync(join(tmpdir(), "zerq-limits-chaos-"));
const redis = await freshRedis();
let over = 0;

async function round(data: "emptied" | "kept"): Promise<void> {
  const requestsPerSecond = (3 * rule.max) / (rule.windowMs / 1_000) / WORKERS;
  const fleet = await LimiterFleet.start(WORKERS, directory, { url: redis.url, rule, requestsPerSecond });
  fleet.go();
  await wait(7_000);
  await redis.crash();
  await wait(300);
  await redis.restart(data);
  await wait(9_000);
  for (const index of [1, 4, 6]) await fleet.kill(index);
  await wait(rule.windowMs + 3_000);
  const counts = await fleet.stop();
  const admissions = fleet.admissions();
  const largest = largestWindow(admissions, rule.windowMs);
  if (largest > rule.max) over++;
  console.log(
    JSON.stringify({ data, limit: rule.max, largest, admitted: admissions.length, ofTheLiving: counts }),
  );
}

try {
  for (let n = 0; n < rounds; n++) {
    await round(n % 2 === 0 ? "emptied" : "kept");
    // What was admitted by the processes of one round counts in the next one too, which doesn't look at it.
    await wait(rule.windowMs);
  }
} finally {
  await redis.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = over === 0 ? 0 : 1;
