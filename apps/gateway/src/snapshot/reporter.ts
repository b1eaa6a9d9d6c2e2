import type { KeyObject } from "node:crypto";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type GatewayReport, REPORT_INTERVAL_MS, sealReport } from "@zerq/plane-protocol/report";
import type { Redis } from "../redis.ts";

export type Reporter = {
  /** Reports at once; called after every swap. */
  report(): void;
  start(): void;
  /** Takes this worker off the list of live ones. */
  stop(): Promise<void>;
};

export type ReporterOptions = {
  readonly redis: Redis;
  /** Derived from SNAPSHOT_KEY with the label "reports"; read anew for each report. */
  readonly key: KeyObject;
  readonly describe: () => GatewayReport;
};

/**
 * Tells management which version this worker applies: after every swap, every 2 s as a sign of life, and as soon as Redis is there
 * again, since one that was emptied knows of no gateways, and a change must not count as applied without them.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const { redis, describe } = options;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let workerId: string | undefined;

  function report(): void {
    if (isStopped) return;
    const current = describe();
    workerId = current.workerId;
    const sealed = sealReport(options.key, current);
    // While Redis is away nobody waits for a report; the next one tells it all.
    redis.hset(gatewayReportsKey, workerId, sealed).catch(() => undefined);
    redis.publish(gatewayReportsChannel, sealed).catch(() => undefined);
  }

  return {
    report,
    start() {
      report();
      timer = setInterval(report, REPORT_INTERVAL_MS);
      redis.on("ready", report);
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      redis.off("ready", report);
      if (workerId !== undefined) await redis.hdel(gatewayReportsKey, workerId).catch(() => undefined);
    },
  };
}
