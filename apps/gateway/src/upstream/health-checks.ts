import type { HealthTarget } from "../snapshot/health-targets.ts";

export type HealthChecks = {
  /** From now on these are checked and no others; what is known of those that stay is kept. */
  watch(targets: readonly HealthTarget[]): void;
  /** A target that nobody has checked yet is healthy. */
  isUnhealthy(key: string): boolean;
  /** Those that are out, with the reason. */
  unhealthy(): { key: string; reason: string }[];
  counts(): { healthy: number; unhealthy: number };
  stop(): void;
};

/** @returns what is wrong; undefined when nothing is */
export type Probe = (target: HealthTarget) => Promise<string | undefined>;

type Watched = {
  target: HealthTarget;
  isUnhealthy: boolean;
  reason: string;
  /** Results in a row that speak against the state it is in. */
  streak: number;
  timer: NodeJS.Timeout | undefined;
};

/**
 * Active health checks, of each worker for itself: a few requests more at the target buy that nothing has to be agreed on, and
 * that what is checked is the way which this worker's requests take. The first one comes at once, later ones with a little
 * jitter, so that workers don't ask in step.
 */
export function createHealthChecks(probe: Probe): HealthChecks {
  const watched = new Map<string, Watched>();

  async function check(entry: Watched): Promise<void> {
    const problem = await probe(entry.target);
    if (watched.get(entry.target.key) !== entry) return;
    judge(entry, problem);
    const { intervalMs } = entry.target.check;
    entry.timer = setTimeout(() => void check(entry), intervalMs * (0.9 + Math.random() * 0.2));
    entry.timer.unref();
  }

  function begin(target: HealthTarget, before: Watched | undefined): void {
    const { isUnhealthy = false, reason = "" } = before ?? {};
    const entry: Watched = { target, isUnhealthy, reason, streak: 0, timer: undefined };
    watched.set(target.key, entry);
    void check(entry);
  }

  return {
    watch(targets) {
      const wanted = new Map(targets.map((target) => [target.key, target]));
      for (const [key, entry] of watched) {
        if (wanted.has(key)) continue;
        clearTimeout(entry.timer);
        watched.delete(key);
      }
      for (const [key, target] of wanted) {
        const before = watched.get(key);
        if (before !== undefined && isSame(before.target, target)) continue;
        clearTimeout(before?.timer);
        begin(target, before);
      }
    },
    isUnhealthy: (key) => watched.get(key)?.isUnhealthy === true,
    unhealthy: () =>
      [...watched.values()]
        .filter(({ isUnhealthy }) => isUnhealthy)
        .map(({ target, reason }) => ({ key: target.key, reason })),
    counts() {
      let unhealthy = 0;
      for (const entry of watched.values()) if (entry.isUnhealthy) unhealthy += 1;
      return { healthy: watched.size - unhealthy, unhealthy };
    },
    stop() {
      for (const { timer } of watched.values()) clearTimeout(timer);
      watched.clear();
    },
  };
}

/** One result; the state turns after as many in a row as the check asks for. */
function judge(entry: Watched, problem: string | undefined): void {
  const { healthyAfter, unhealthyAfter } = entry.target.check;
  const speaksAgainst = (problem !== undefined) !== entry.isUnhealthy;
  if (problem !== undefined) entry.reason = problem;
  if (!speaksAgainst) {
    entry.streak = 0;
    return;
  }
  entry.streak += 1;
  if (entry.streak < (entry.isUnhealthy ? healthyAfter : unhealthyAfter)) return;
  entry.isUnhealthy = !entry.isUnhealthy;
  entry.streak = 0;
}

function isSame(one: HealthTarget, other: HealthTarget): boolean {
  return one.tls === other.tls && JSON.stringify(one.check) === JSON.stringify(other.check);
}
