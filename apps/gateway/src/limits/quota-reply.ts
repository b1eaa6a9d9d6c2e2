import type { LeaseReply } from "./limit-state.ts";

/** @throws Error when it isn't a reply of the quota script */
export function readQuotaReply(reply: unknown): LeaseReply {
  if (!Array.isArray(reply)) throw new Error("unexpected reply of the quota script");
  const [kind, now, need, extra, expiry, remaining, workers, ends, lent, sequence] = reply;
  if (kind === "lost") return { kind };
  if (kind !== "open" && kind !== "held" && kind !== "unseeded")
    throw new Error("unexpected reply of the quota script");
  return {
    kind,
    redisMs: Number(now) / 1_000,
    grant: {
      epoch: "",
      granted: Number(need) + Number(extra),
      extra: Number(extra),
      bucket: Number(ends),
      remaining: Number(remaining),
      workers: Number(workers),
      leavesAt: Number(ends),
      lent: Number(lent),
      quota: {
        endsAt: Number(expiry) / 1_000,
        sequence: Number(sequence),
        isComplete: kind === "open",
      },
    },
  };
}
