import type { LimitRule } from "../../src/limits/limiter.ts";
import { ExactLog, largestWindow } from "./exact-log.ts";
import { Simulation } from "./simulator.ts";

const WINDOW_MS = 60_000;
const WINDOWS = 5;
const WORKERS = 8;

/** Which worker takes request `n`, and how long after it the next one comes, in mean intervals. */
type Load = {
  worker(n: number, simulation: Simulation): number;
  gap(simulation: Simulation): number;
  /** Part of the limit that is used. */
  use: number;
};

const evenly = (n: number) => n % WORKERS;
const constant = () => 1;

export const loads = {
  even: { worker: evenly, gap: constant, use: 0.95 },
  "one worker": { worker: () => 0, gap: constant, use: 0.95 },
  "90/10": {
    worker: (_, { random }) => (random.chance(0.9) ? 0 : 1 + Math.floor(random.next() * (WORKERS - 1))),
    gap: constant,
    use: 0.95,
  },
  hopping: { worker: (_, { queue }) => Math.floor(queue.now / 7_000) % WORKERS, gap: constant, use: 0.95 },
  Poisson: {
    worker: (_, { random }) => Math.floor(random.next() * WORKERS),
    gap: ({ random }) => random.exponential(1),
    use: 0.95,
  },
  "exactly 100 %": { worker: evenly, gap: constant, use: 1 },
} satisfies Record<string, Load>;

export type LoadName = keyof typeof loads;

export type LoadResult = {
  readonly arrivals: number;
  readonly admitted: number;
  readonly refused: number;
  readonly unavailable: number;
  /** What a limiter would have admitted that knows everything at once. */
  readonly exactLog: number;
  readonly largest: number;
  readonly callsPerRequest: number;
};

const ruleOf = (max: number): LimitRule => ({ key: "client", max, windowMs: WINDOW_MS, onFailure: "closed" });

/** Five windows of a load over eight workers on a quick network. */
export async function runLoad(name: LoadName, max: number, seed = 1): Promise<LoadResult> {
  const load: Load = loads[name];
  const simulation = new Simulation(seed);
  await simulation.start(WORKERS);
  const { queue } = simulation;
  const end = queue.now + WINDOWS * WINDOW_MS;
  const exactLog = new ExactLog(max, WINDOW_MS);
  let arrivals = 0;
  const next = () => {
    simulation.workers[load.worker(arrivals++, simulation)]?.request(ruleOf(max));
    exactLog.admit(queue.now);
    const gap = (load.gap(simulation) * WINDOW_MS) / max / load.use;
    if (queue.now + gap < end) queue.after(gap, next);
  };
  next();
  await simulation.finish(end + 1_000);
  return resultOf(simulation, arrivals, exactLog.admitted);
}

/** The whole limit at once, every 61 s. */
export async function runBursts(max: number, seed = 1): Promise<LoadResult> {
  const simulation = new Simulation(seed);
  await simulation.start(WORKERS);
  for (let burst = 0; burst < WINDOWS; burst++) {
    for (let n = 0; n < max; n++) simulation.workers[evenly(n)]?.request(ruleOf(max));
    await simulation.queue.runUntil(simulation.queue.now + 61_000);
  }
  await simulation.finish(simulation.queue.now);
  return resultOf(simulation, WINDOWS * max, WINDOWS * max);
}

function resultOf(simulation: Simulation, arrivals: number, exactLog: number): LoadResult {
  const of = (outcome: string) => simulation.outcomes.filter(({ decision }) => decision.outcome === outcome);
  const calls = simulation.workers.reduce((sum, { limiter }) => sum + limiter.counts().rate.calls, 0);
  const admitted = of("admitted");
  return {
    arrivals,
    admitted: admitted.length,
    refused: of("refused").length,
    unavailable: of("unavailable").length,
    exactLog,
    largest: largestWindow(
      admitted.map(({ at }) => at),
      WINDOW_MS,
    ),
    callsPerRequest: calls / arrivals,
  };
}

/** Runs every load for every limit, and gives back the results with a table of them. */
export async function runTable(
  limits: readonly number[],
): Promise<{ results: Map<string, LoadResult>; table: string }> {
  const results = new Map<string, LoadResult>();
  const rows = [["load, 8 workers, W = 1 min", ...limits.map((max) => `max ${max}`)]];
  const runs = [
    ...(Object.keys(loads) as LoadName[]).map((name) => ({ name, run: (max: number) => runLoad(name, max) })),
    { name: "max at once every 61 s", run: (max: number) => runBursts(max) },
  ];
  for (const { name, run } of runs) {
    const row = [name];
    for (const max of limits) {
      const result = await run(max);
      results.set(`${name} ${max}`, result);
      const lost = (100 * (result.exactLog - result.admitted)) / result.exactLog;
      row.push(
        `${result.refused} × 429, ${lost.toFixed(2)} % lost, ${result.callsPerRequest.toFixed(4)} calls`,
      );
    }
    rows.push(row);
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  const [head = [], ...body] = rows;
  return { results, table: [line(head), rule, ...body.map(line)].join("\n") };
}
