import { RECALL_MS } from "../../src/limits/times.ts";

type Arg = string | number;

export type ModelQuota = {
  ends: number;
  total: number;
  lent: number;
  recalled: number;
  workers: Map<string, { charge: number; holds: number; newest: number }>;
};

export type QuotaRun = {
  readonly quotas: Map<string, ModelQuota>;
  readonly key: string;
  readonly args: readonly Arg[];
  /** Microseconds. */
  readonly now: number;
  readonly kind: "open" | "held" | "unseeded";
  publish(message: string): void;
};

/** The quota script as plain TypeScript. */
export function runQuota({ quotas, key, args, now, kind, publish }: QuotaRun): unknown[] {
  const worker = String(args[0]);
  const name = String(args[2]);
  const numbers = args.map(Number);
  const [max = 0, waiting = 0, wish = 0, lead = 0, sequence = 0, sharing = 1] = numbers.slice(3);
  const [saidEnds, spent = 0, held = 0] = numbers.slice(9);
  const ends = edgeAfter(numbers.slice(13, 17), now);
  const promised = numbers[17] ?? 0;
  const quota = windowOf(quotas, key, ends);
  const known = quota.workers.get(worker) ?? { charge: 0, holds: 0, newest: 0 };
  if (known.newest >= sequence) return ["lost"];
  const before = known.charge;
  let charge = before;
  let holds = 0;
  if (saidEnds === ends) {
    charge = spent + held;
    holds = held;
  }
  const [need, extra] =
    kind === "open" ? granted({ max, waiting, wish, sharing, used: quota.total - before + charge }) : [0, 0];
  const expiry = need + extra > 0 ? Math.min(ends * 1_000, now + lead) : 0;
  charge += need + extra;
  holds += extra + Math.min(need, promised);
  quota.total += charge - before;
  quota.lent += holds - known.holds;
  quota.workers.set(worker, { charge, holds, newest: sequence });
  const others = quota.lent - holds;
  if (kind === "open" && need < waiting && others > 0 && now - quota.recalled >= RECALL_MS * 1_000) {
    quota.recalled = now;
    publish(name);
  }
  return [kind, now, need, extra, expiry, Math.max(0, max - quota.total), sharing, ends, others, sequence];
}

/** Puts a checkpoint back: of each worker what is more. */
export function seedQuota(quotas: Map<string, ModelQuota>, key: string, checkpoint: ModelQuota): void {
  const known = quotas.get(key);
  if (known !== undefined && known.ends > checkpoint.ends) return;
  const quota = windowOf(quotas, key, checkpoint.ends);
  for (const [worker, { charge }] of checkpoint.workers) {
    const have = quota.workers.get(worker) ?? { charge: 0, holds: 0, newest: 0 };
    if (charge <= have.charge) continue;
    quota.total += charge - have.charge;
    quota.workers.set(worker, { ...have, charge });
  }
}

function edgeAfter(edges: readonly number[], now: number): number {
  const after = edges.findIndex((edge) => now < edge * 1_000);
  const end = edges[after];
  if (after < 1 || end === undefined) throw new Error("the worker is off by more than a calendar window");
  return end;
}

function windowOf(quotas: Map<string, ModelQuota>, key: string, ends: number): ModelQuota {
  let quota = quotas.get(key);
  if (quota === undefined || quota.ends !== ends) {
    quota = { ends, total: 0, lent: 0, recalled: 0, workers: new Map() };
    quotas.set(key, quota);
  }
  return quota;
}

function granted(asked: {
  max: number;
  waiting: number;
  wish: number;
  sharing: number;
  used: number;
}): [need: number, extra: number] {
  const { max, waiting, wish, sharing, used } = asked;
  if (waiting + wish === 0) return [0, 0];
  const left = Math.max(0, max - used);
  const need = Math.min(waiting, left);
  if (left - need < 16) return [need, 0];
  const extra = Math.min(wish, Math.floor(max / 1_000), Math.floor((left - need) / 2 / sharing));
  return [need, extra < 2 ? 0 : extra];
}
