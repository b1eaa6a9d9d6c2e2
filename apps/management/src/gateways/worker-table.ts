import {
  type GatewayReport,
  REPORT_EXPIRES_AFTER_MS,
  REPORT_FORGOTTEN_AFTER_MS,
  REPORT_INTERVAL_MS,
} from "@zerq/plane-protocol/report";

export type KnownWorker = {
  report: GatewayReport;
  /** When the report came, in ms by our clock. */
  receivedAt: number;
  /** Its clock minus ours when it reported, in ms; null as long as its report was only found and not heard. */
  clockOffsetMs: number | null;
  /** It hasn't reported lately and hasn't said that it stops: it may hang, and serve on when it comes back. */
  isSilent: boolean;
};

type Entry = Omit<KnownWorker, "isSilent"> & {
  /** The monotonic moment at which it was alive. */
  heardAt: number;
  /** Whether it counts: its first report was believable, or it has reported again since. */
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
  readonly #workers = new Map<string, Entry>();
  /** Those that have said that they stop: nothing of before brings them back. */
  readonly #left = new Map<string, { time: number; startedAt: number; at: number }>();

  /** @returns what the report is: `news`, `known` already, or so `old` that nobody will renew it */
  take(report: GatewayReport, from: "channel" | "hash"): "news" | "known" | "old" {
    const receivedAt = Date.now();
    const age = receivedAt - report.time;
    if (Math.abs(age) > CLOCK_TOLERANCE_MS) return "old";
    const { workerId, startedAt, time } = report;
    const known = this.#workers.get(workerId);
    const left = this.#left.get(workerId);
    if (left !== undefined && left.startedAt >= startedAt && left.time >= time) return "known";
    const isFresh = Math.abs(age) < REPORT_EXPIRES_AFTER_MS;
    if (known !== undefined && time <= known.report.time) {
      if (time === known.report.time && from === "channel") known.clockOffsetMs ??= -age;
      // A gateway's clock may have been set back: then its reports count again when the last one has expired.
      if (!isFresh || isAlive(known)) return "known";
    }
    if (report.leaving === true) {
      this.#workers.delete(workerId);
      this.#left.set(workerId, { time, startedAt, at: performance.now() });
      return "news";
    }
    // What lies in the hash may have lain there for a while: of a worker that is silent, or is no more.
    const hasLain = from === "hash" && age >= 0 && (isFresh || known === undefined);
    this.#workers.set(workerId, {
      report,
      receivedAt: hasLain ? time : receivedAt,
      clockOffsetMs: from === "channel" ? -age : (known?.clockOffsetMs ?? null),
      heardAt: performance.now() - (hasLain ? age : 0),
      confirmed: isFresh || known !== undefined || (hasLain && age < REPORT_FORGOTTEN_AFTER_MS),
    });
    return "news";
  }

  /** Those that have reported lately, and those that may come back. */
  known(): KnownWorker[] {
    const known = [...this.#workers.values()].filter(({ confirmed }) => confirmed);
    return known.map((entry) => ({ ...entry, isSilent: !isAlive(entry) }));
  }

  /** Forgets workers that have taken their field away and never say that they stop: those of earlier versions. */
  keepOnly(fields: ReadonlySet<string>): void {
    for (const [id, { heardAt, report }] of this.#workers) {
      const isTold = report.leaving === undefined && !fields.has(id);
      if (isTold && performance.now() - heardAt > GONE_AFTER_MS) this.#workers.delete(id);
    }
  }

  /** Forgets those that were silent for long. @param heardSince since when anything could be heard at all, monotonic */
  forgetSilent(heardSince: number): void {
    const before = performance.now() - REPORT_FORGOTTEN_AFTER_MS;
    for (const [id, { heardAt }] of this.#workers)
      if (Math.max(heardAt, heardSince) <= before) this.#workers.delete(id);
    for (const [id, { at }] of this.#left) if (at <= before) this.#left.delete(id);
  }
}

function isAlive({ heardAt }: Entry): boolean {
  return performance.now() - heardAt < REPORT_EXPIRES_AFTER_MS;
}
