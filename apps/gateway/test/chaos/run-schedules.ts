import { type HostilePolicy, isOver, type RedisTrouble, runHostile } from "../limits/hostile.ts";

export const troubles: readonly RedisTrouble[] = ["none", "emptied", "set back"];
export const policies: readonly HostilePolicy[] = ["rate", "quota", "both"];

export type ScheduleTotals = {
  runs: number;
  /** Runs in which a window held more than its limit, or a day more than its quota. */
  over: number;
  /** Runs whose fullest window, or day, held exactly what it may. */
  full: number;
  admitted: number;
  refused: number;
  unavailable: number;
};

/**
 * Hostile schedules in simulated time: every seed with every trouble of Redis and every kind of policy.
 * @param print hears of progress, and of each run that went over with what makes it again
 */
export async function runSchedules(
  { from, seeds }: { from: number; seeds: number },
  print: (line: string) => void,
): Promise<Map<HostilePolicy, ScheduleTotals>> {
  const totals = new Map<HostilePolicy, ScheduleTotals>();
  for (const policy of policies)
    totals.set(policy, { runs: 0, over: 0, full: 0, admitted: 0, refused: 0, unavailable: 0 });
  const every = Math.max(1, Math.min(50, Math.floor(seeds / 5)));
  for (let seed = from; seed < from + seeds; seed++) {
    for (const [policy, total] of totals)
      for (const trouble of troubles) {
        const result = await runHostile(seed, trouble, policy);
        total.runs++;
        if (result.largest === result.max || result.largestDay === result.quota) total.full++;
        for (const name of ["admitted", "refused", "unavailable"] as const) total[name] += result[name];
        if (!isOver(result)) continue;
        total.over++;
        print(`OVER THE LIMIT: ${JSON.stringify(result)}`);
      }
    const done = seed - from + 1;
    if (done % every === 0) {
      const over = [...totals.values()].reduce((sum, total) => sum + total.over, 0);
      print(`  ${done} of ${seeds} seeds, ${done * troubles.length * policies.length} runs, ${over} over`);
    }
  }
  return totals;
}
