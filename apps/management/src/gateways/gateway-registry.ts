import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import type { Logger } from "@zerq/logging/logger";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type GatewayReport, openReport, REPORT_INTERVAL_MS } from "@zerq/plane-protocol/report";
import type { Redis } from "@zerq/service/redis";
import { type Applied, countApplied } from "./count-applied.ts";
import { type KnownWorker, WorkerTable } from "./worker-table.ts";

export type { KnownWorker };

export type GatewayRegistry = {
  /** Workers that serve and have reported lately, whichever management instance they talk to. */
  live(): KnownWorker[];
  /** These, those that load their first config, and those that have fallen silent without having said that they stop. */
  known(): KnownWorker[];
  /** Whether the group's chain exists; a gateway of any other can never apply anything. */
  isDeclared(group: string): boolean;
  /** Settles when every known gateway of a declared group has applied the version, or when the time is over. */
  waitUntilApplied(version: number, timeoutMs: number, epoch?: number): Promise<Applied>;
  /** Messages that were refused since the start: forged, malformed or too many. */
  refused(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** While someone waits, how often workers that have left or fallen silent are looked for. */
const LOOK_AGAIN_MS = 250;
/** More fields than 50 instances could ever make: reading them all would only serve whoever wrote them. */
const MAX_FIELDS = 10_000;

/** Whoever has no config yet serves nobody by an earlier one. */
const serves = ({ report }: KnownWorker) => report.notReady !== "loading";

/**
 * Knows the gateways by their reports: from a channel as they are made, and from a hash for what the channel lost and for
 * those that were there before this instance.
 * @param subscriber a connection for subscriptions; it may serve others too
 * Whoever is silent counts on for a minute, and for as long as Redis itself can't be read.
 * @param keys derived from SNAPSHOT_KEY and the ones before it with the label "reports"
 */
export function createGatewayRegistry(options: {
  redis: Redis;
  subscriber: Redis;
  keys: AcceptedKeys;
  /** The declared gateway groups. */
  readGroups(): Promise<readonly string[]>;
  /** Called with each authentic report that was heard for the first time, whatever its time. */
  onHeard?(report: GatewayReport, receivedAt: number): void;
  logger: Logger;
}): GatewayRegistry {
  const { redis, subscriber, keys, logger } = options;
  const table = new WorkerTable();
  const waiting = new Set<() => void>();
  let refused = 0;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let troubled = false;
  let heardSince = performance.now();
  /** Undefined until they are known: then every group will do. */
  let groups: ReadonlySet<string> | undefined;
  const isDeclared = (group: string) => groups?.has(group) ?? true;

  function take(text: string, from: "channel" | "hash"): "news" | "known" | "old" | "refused" {
    try {
      const report = openReport(keys, text);
      const taken = table.take(report, from);
      if (from === "channel" && taken !== "known") options.onHeard?.(report, Date.now());
      if (taken === "news") for (const onReport of waiting) onReport();
      return taken;
    } catch (error) {
      refused += 1;
      // One line for the first; whoever floods the channel must not flood the log.
      if (refused === 1) logger.warn("a gateway report was refused", { error });
      return "refused";
    }
  }

  const onMessage = (channel: string, text: string) => {
    if (channel === gatewayReportsChannel) take(text, "channel");
  };

  async function readHash(): Promise<void> {
    const fields = await redis.hlen(gatewayReportsKey);
    if (fields > MAX_FIELDS) throw new Error(`${gatewayReportsKey} has ${fields} fields`);
    const reports = await redis.hgetall(gatewayReportsKey);
    const old = Object.entries(reports).filter(([, text]) => take(text, "hash") === "old");
    table.keepOnly(new Set(Object.keys(reports)));
    if (troubled) heardSince = performance.now();
    table.forgetSilent(heardSince);
    if (old.length > 0) await redis.hdel(gatewayReportsKey, ...old.map(([field]) => field));
  }

  /** One reading at a time; trouble shows once, until it is over. */
  function look(): Promise<void> {
    reading ??= readHash()
      .then(() => {
        troubled = false;
      })
      .catch((error: unknown) => {
        if (!troubled) logger.warn("gateway reports can't be read", { error });
        troubled = true;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  async function lookAtGroups(): Promise<void> {
    groups = new Set(await options.readGroups());
  }

  return {
    live: () => table.known().filter((worker) => !worker.isSilent && serves(worker)),
    known: () => table.known(),
    isDeclared,
    refused: () => refused,
    waitUntilApplied(version, timeoutMs, epoch) {
      return new Promise((resolve) => {
        const check = (isOver: boolean) => {
          const able = table.known().filter((worker) => serves(worker) && isDeclared(worker.report.group));
          const count = countApplied(able, version, epoch);
          if (!isOver && count.pending.length > 0) return;
          clearTimeout(deadline);
          clearInterval(again);
          waiting.delete(onReport);
          resolve(count);
        };
        const onReport = () => check(false);
        const deadline = setTimeout(() => check(true), timeoutMs);
        const again = setInterval(() => void look().then(onReport), LOOK_AGAIN_MS);
        waiting.add(onReport);
        check(false);
      });
    },
    async start() {
      subscriber.on("message", onMessage);
      await subscriber.subscribe(gatewayReportsChannel);
      await Promise.all([look(), lookAtGroups()]);
      timer = setInterval(() => {
        void look();
        // Without the database those of before are as good as any.
        lookAtGroups().catch(() => undefined);
      }, REPORT_INTERVAL_MS);
    },
    async stop() {
      clearInterval(timer);
      subscriber.off("message", onMessage);
      await subscriber.unsubscribe(gatewayReportsChannel).catch(() => undefined);
      await reading;
    },
  };
}
