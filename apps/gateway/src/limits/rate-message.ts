import { bucketAfter } from "./buckets.ts";
import { readLeaseReply } from "./lease-reply.ts";
import { leaseScript } from "./lease-script.ts";
import type { CallContext, CallMessage } from "./limit-state.ts";
import { limitKeys, partitionKeys } from "./partition-keys.ts";
import type { SpendRing } from "./spend-ring.ts";

/** What a call tells Redis about leases: flat lists of numbers. */
export type Report = {
  /** (lease bucket, bucket it was spent in or 0 when it was not, count) */
  readonly settled: readonly number[];
  /** (lease bucket, how many fewer are lent) */
  readonly lent: readonly number[];
};

/** What a rate limit has to tell. */
type Reporting = {
  readonly key: string;
  readonly max: number;
  readonly windowMs: number;
  readonly widthMs: number;
  readonly step: number;
  readonly epoch: string;
  readonly ring: SpendRing;
  takeReport(): Report;
  /** The report of `takenAt` may have been lost, or may not. */
  reportFailed(takenAt: number): void;
};

/** Longest lead in ms: a lease that ends later than the window's key lives would be forgotten. */
const MAX_LEAD_MS = 5_000;

/** Reports what was spent and what was not, pays what is owed, and asks for a lease of a rate limit. */
export function rateMessage(state: Reporting, call: CallContext): CallMessage {
  const { worker, incarnation, partition, sentAt, time, waiting, wish, leadMs } = call;
  const report = state.takeReport();
  const owed = state.ring.takeOwed(sentAt);
  const name = `${state.windowMs}:${state.key}`;
  const keys = partitionKeys(partition);
  const charges = owed.flatMap(({ endsAt, count }) => [
    // A slot that hasn't ended yet counts until now.
    bucketAfter(time.latestAgo(sentAt, Math.max(0, sentAt - endsAt)), state.widthMs, state.step),
    count,
  ]);
  return {
    script: leaseScript,
    keys: [...limitKeys(partition, name), keys.incarnation],
    args: [
      worker,
      incarnation,
      state.epoch,
      state.max,
      state.windowMs * 1_000,
      waiting,
      wish,
      Math.round(Math.min(leadMs, MAX_LEAD_MS) * 1_000),
      keys.recall,
      name,
      report.settled.length / 3,
      ...report.settled,
      report.lent.length / 2,
      ...report.lent,
      owed.length,
      ...charges,
    ],
    read: readLeaseReply,
    failed(now) {
      state.reportFailed(sentAt);
      state.ring.restoreOwed(now, owed);
    },
  };
}
