import type { LeaseReply } from "./limit-state.ts";

/** @throws Error when it isn't a reply of the lease script */
export function readLeaseReply(reply: unknown): LeaseReply {
  if (!Array.isArray(reply)) throw new Error("unexpected reply of the lease script");
  const [kind, now, need, extra, bucket, remaining, workers, leaves, lent, epoch] = reply;
  if (kind === "lost") return { kind };
  if (kind !== "open" && kind !== "held") throw new Error("unexpected reply of the lease script");
  return {
    kind,
    redisMs: Number(now) / 1_000,
    grant: {
      epoch: String(epoch),
      granted: Number(need) + Number(extra),
      extra: Number(extra),
      bucket: Number(bucket),
      remaining: Number(remaining),
      workers: Number(workers),
      leavesAt: Number(leaves) / 1_000,
      lent: Number(lent),
    },
  };
}

export type ProbeReply = {
  readonly id: string;
  /** The incarnation whose data this one goes on with; empty when it began with none. */
  readonly previous: string;
  readonly redisMs: number;
  readonly open: boolean;
  readonly waitMs: number;
  readonly version: number;
  /** Empty when they are those of the version that was sent. */
  readonly members: readonly string[];
};

export function readProbeReply(reply: unknown): ProbeReply {
  if (!Array.isArray(reply)) throw new Error("unexpected reply of the probe script");
  const [id, previous, now, open, wait, version, ...members] = reply;
  return {
    id: String(id),
    previous: String(previous),
    redisMs: Number(now) / 1_000,
    open: open === 1,
    waitMs: Number(wait) / 1_000,
    version: Number(version),
    members: members.map(String),
  };
}
