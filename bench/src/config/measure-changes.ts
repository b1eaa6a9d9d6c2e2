import { deltaKey } from "@zerq/plane-protocol/channels";
import { gatewayAudience } from "../../../apps/management/src/changes/audiences.ts";
import { openTestRedis } from "../../../apps/management/test/data-paths/instance.ts";
import { processUsage } from "../measure-process.ts";
import { pause } from "../pause.ts";
import { percentile } from "../percentile.ts";
import type { Changer } from "./changer.ts";
import type { Gateways } from "./gateways.ts";
import type { Site } from "./site.ts";

export type Times = { p50: number; p99: number; max: number };
export type ChangesResult = {
  /** From the PATCH being sent until it is in force at each gateway. */
  sentToEach: Times;
  /** And until it is in force at the last of them. */
  sentToLast: Times;
  /** From the delta being signed, in the transaction right before its commit, until it is in force at each gateway. */
  signedToEach: Times;
  bytes: Times;
  /** CPU in ms for each change: both instances together, and one gateway on the average. */
  managementCpuMs: number;
  gatewayCpuMs: number;
};

/** Between two changes, so that what the one before leaves to do is over. */
const PAUSE_MS = 50;

/** Changes one after another, each awaited at every gateway. */
export async function measureChanges(
  site: Site,
  gateways: Gateways,
  changer: Changer,
  count: number,
): Promise<ChangesResult> {
  const redis = await openTestRedis(site.redis.url);
  const [each, last, signed, bytes]: number[][] = [[], [], [], []];
  const before = cpuOf(site, gateways);
  for (let n = 0; n < count; n += 1) {
    const { version, sentAt } = await changer.change();
    const moments = await gateways.effects.all(version, gateways.count);
    const text = (await redis.hget(deltaKey(gatewayAudience), String(version))) ?? "";
    const { time } = JSON.parse((JSON.parse(text) as { payload: string }).payload) as { time: number };
    each?.push(...moments.map((at) => at - sentAt));
    last?.push(Math.max(...moments) - sentAt);
    signed?.push(...moments.map((at) => at - time));
    bytes?.push(text.length);
    gateways.effects.forget();
    await pause(PAUSE_MS);
  }
  const after = cpuOf(site, gateways);
  redis.disconnect();
  return {
    ...{ sentToEach: timesOf(each), sentToLast: timesOf(last), signedToEach: timesOf(signed) },
    bytes: timesOf(bytes),
    managementCpuMs: (after.management - before.management) / count,
    gatewayCpuMs: (after.clients - before.clients) / count / (gateways.count - 1),
  };
}

function cpuOf(site: Site, { processes }: Gateways): { management: number; clients: number } {
  const sum = (pids: readonly number[]) =>
    pids.reduce((total, pid) => total + processUsage(pid).cpuMicroseconds, 0) / 1_000;
  return { management: sum(site.processIds), clients: sum(processes.map(({ pid }) => pid)) };
}

function timesOf(values: readonly number[] = []): Times {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 50), p99: percentile(sorted, 99), max: sorted.at(-1) ?? 0 };
}
