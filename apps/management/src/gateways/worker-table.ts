import { type GatewayReport, REPORT_EXPIRES_AFTER_MS, REPORT_INTERVAL_MS } from "@zerq/plane-protocol/report";

export type LiveWorker = {
  report: GatewayReport;
  /** When the report came, in ms by our clock. */
  receivedAt: number;
};

type Known = LiveWorker & {
  /** The monotonic moment at which it was alive. */
  heardAt: number;
  /** Whether it counts: its first report was fresh, or it has reported again since. */
  confirmed: boolean;
};

/** A report whose time is further away from our clock is taken for a recording, not for a wrong clock. */
const CLOCK_TOLERANCE_MS = 3_600_000;
/** A worker whose field is gone has stopped, unless it was heard just now: then it is Redis that was emptied. */
const GONE_AFTER_MS = REPORT_INTERVAL_MS * 1.5;

/**
 * The workers by their reports. A report counts once, and never after a newer one of the same worker, so that nobody who can
 * write to Redis brings back a worker by repeating what it once said.
 */
export class WorkerTable {
  readonly #workers = new Map<string, Known>();

  /** @returns what the report is: `news`, `known` already, or so `old` that nobody will renew it */
  take(report: GatewayReport, from: "channel" | "hash"): "news" | "known" | "old" {
    const receivedAt = Date.now();
    const age = receivedAt - report.time;
    if (Math.abs(age) > CLOCK_TOLERANCE_MS) return "old";
    const known = this.#workers.get(report.workerId);
    const isFresh = Math.abs(age) < REPORT_EXPIRES_AFTER_MS;
    if (known !== undefined && report.time <= known.report.time) {
      // A gateway's clock may have been set back: then its reports count again when the last one has expired.
      if (!isFresh || isAlive(known)) return "known";
    }
    // What lies in the hash may have lain there for a while.
    const lain = from === "hash" && isFresh ? Math.max(0, age) : 0;
    this.#workers.set(report.workerId, {
      report,
      receivedAt,
      heardAt: performance.now() - lain,
      confirmed: isFresh || known !== undefined,
    });
    return "news";
  }

  live(): LiveWorker[] {
    return [...this.#workers.values()].filter((worker) => worker.confirmed && isAlive(worker));
  }

  /** Gateways, not workers: one has applied a version when its slowest worker has. */
  countApplied(version: number): { applied: number; live: number } {
    const instances = new Map<string, boolean>();
    for (const { report } of this.live()) {
      const sofar = instances.get(report.instanceId) ?? true;
      instances.set(report.instanceId, sofar && report.version >= version);
    }
    return { applied: [...instances.values()].filter(Boolean).length, live: instances.size };
  }

  /** Forgets workers that have taken their field away. */
  keepOnly(fields: ReadonlySet<string>): void {
    for (const [id, { heardAt }] of this.#workers) {
      if (!fields.has(id) && performance.now() - heardAt > GONE_AFTER_MS) this.#workers.delete(id);
    }
  }
}

function isAlive({ heardAt }: Known): boolean {
  return performance.now() - heardAt < REPORT_EXPIRES_AFTER_MS;
}
