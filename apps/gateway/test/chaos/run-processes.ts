import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { incarnationKey } from "@zerq/plane-protocol/limit-keys";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { largestWindow } from "../limits/exact-log.ts";
import { LimiterFleet } from "../limits/limiter-fleet.ts";

const WORKERS = 8;
const RATE = { max: 1_000, windowMs: 5_000, onFailure: "closed" } as const;
const QUOTA = { max: 3_000, interval: "30d", onFailure: "closed" } as const;

export type ProcessRound = {
  readonly data: "emptied" | "kept";
  readonly limit: number;
  readonly largestWindow: number;
  readonly quota: number;
  readonly admitted: number;
  readonly refused: number;
  readonly unavailable: number;
};

/**
 * Eight processes ask for three times a limit of 1,000 in 5 s, with a quota of 3,000, while Redis is killed with SIGKILL and comes
 * back empty or with its data, in turn. Then three processes are killed, a window before the round ends, since a loss of data
 * and a death at once aren't covered by the guarantee of rate limits.
 */
export async function runProcesses(rounds: number, print: (line: string) => void): Promise<ProcessRound[]> {
  const directory = mkdtempSync(join(tmpdir(), "zerq-limits-chaos-"));
  const redis = await freshRedis();
  const keeper = keepSeeded(redis);
  const done: ProcessRound[] = [];
  try {
    for (let n = 0; n < rounds; n++) {
      const round = await run(redis, directory, n);
      print(`  ${JSON.stringify(round)}`);
      done.push(round);
    }
  } finally {
    keeper.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  return done;
}

async function run(redis: FreshRedis, directory: string, n: number): Promise<ProcessRound> {
  const data = n % 2 === 0 ? "emptied" : "kept";
  const key = `chaos ${n}`;
  const requestsPerSecond = (3 * RATE.max) / (RATE.windowMs / 1_000) / WORKERS;
  const fleet = await LimiterFleet.start(WORKERS, directory, {
    url: redis.url,
    rule: { key, ...RATE },
    quota: { key, ...QUOTA },
    requestsPerSecond,
  });
  fleet.go();
  await wait(7_000);
  await redis.crash();
  await wait(300);
  await redis.restart(data);
  await wait(9_000);
  for (const index of [1, 4, 6]) await fleet.kill(index);
  await wait(RATE.windowMs + 3_000);
  const { refused, unavailable } = await fleet.stop();
  const admissions = fleet.admissions();
  return {
    data,
    limit: RATE.max,
    largestWindow: largestWindow(admissions, RATE.windowMs),
    quota: QUOTA.max,
    admitted: admissions.length,
    refused,
    unavailable,
  };
}

/** Management's part: it says that every checkpoint is there. There is none, since whoever dies here dies after the loss. */
function keepSeeded(server: FreshRedis): { stop(): void } {
  const redis = new Redis(server.url, { maxRetriesPerRequest: 0, retryStrategy: () => 100 });
  redis.on("error", () => undefined);
  const seed = async () => {
    const id = await redis.hget(incarnationKey(0), "id");
    if (id !== null) await redis.hset(incarnationKey(0), "seeded", id);
  };
  const timer = setInterval(() => void seed().catch(() => undefined), 250);
  return {
    stop() {
      clearInterval(timer);
      redis.disconnect();
    },
  };
}
