import type { KeyObject } from "node:crypto";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type GatewayReport, REPORT_INTERVAL_MS, sealReport } from "@zerq/plane-protocol/report";
import type { Redis } from "@zerq/service/redis";

export type Reporter = {
  /** Reports as soon as what is ready to be done is done; called after every swap. */
  report(): void;
  start(): void;
  /** Says that this worker stops: nobody waits for it any more. */
  stop(): Promise<void>;
};

export type ReporterOptions = {
  readonly redis: Redis;
  /** Derived from SNAPSHOT_KEY with the label "reports"; read anew for each report. */
  readonly key: KeyObject;
  readonly describe: () => GatewayReport;
  /** Called with the time of each report before it is sent, since an answer may follow at once. */
  willReport?(time: number): void;
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
  let isDue = false;

  /** Requests that are there already come first, and so does another swap, of which the same report tells. */
  function report(): void {
    if (!isDue) setImmediate(send);
    isDue = true;
  }

  function send(): void {
    isDue = false;
    if (isStopped) return;
    const current = describe();
    workerId = current.workerId;
    options.willReport?.(current.time);
    const sealed = sealReport(options.key, current);
    // While Redis is away nobody waits for a report; the next one tells it all.
    const both = redis.pipeline().hset(gatewayReportsKey, workerId, sealed);
    both
      .publish(gatewayReportsChannel, sealed)
      .exec()
      .catch(() => undefined);
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
      if (workerId === undefined) return;
      // Said, not only taken away: a report that is gone may be a Redis that was emptied, and the worker one that hangs.
      const last = sealReport(options.key, { ...describe(), leaving: true });
      await redis
        .pipeline()
        .hdel(gatewayReportsKey, workerId)
        .publish(gatewayReportsChannel, last)
        .exec()
        .catch(() => undefined);
    },
  };
}
