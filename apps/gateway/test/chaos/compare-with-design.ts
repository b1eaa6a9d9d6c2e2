import type { LoadResult } from "../limits/steady-load.ts";

/** What the design of the limiter was measured to do, by limit; the order of `limits` is 10, 100, 1,000 and 100,000. */
const limits = [10, 100, 1_000, 100_000];
const steady = ["even", "one worker", "90/10", "hopping"];
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;

type Row = {
  readonly name: string;
  readonly design: readonly string[];
  measured(of: (load: string) => LoadResult): string;
};

const rows: readonly Row[] = [
  {
    name: "false 429, steady 95 %",
    design: ["0", "0", "0", "0"],
    measured: (of) => String(steady.reduce((sum, load) => sum + of(load).refused, 0)),
  },
  {
    name: "Poisson 95 %, against an exact log",
    design: ["0", "0", "-0.02 %", "0"],
    measured(of) {
      const { admitted, exactLog } = of("Poisson");
      return percent(admitted - exactLog, exactLog);
    },
  },
  {
    name: "burst of max every 61 s, false 429",
    design: ["0", "0.30 %", "0.04 %", "0.02 %"],
    measured(of) {
      const { refused, arrivals } = of("max at once every 61 s");
      return percent(refused, arrivals);
    },
  },
  {
    name: "steady at exactly 100 %, loss",
    design: ["9.1 %", "0.95 %", "0.08 %", "0.29 %"],
    measured(of) {
      const { refused, arrivals } = of("exactly 100 %");
      return percent(refused, arrivals);
    },
  },
  {
    name: "calls to Redis per request at 95 %",
    design: ["1.0", "0.96-0.99", "0.09-0.54", "0.0005-0.0046"],
    measured(of) {
      const calls = steady.map((load) => of(load).callsPerRequest);
      return `${Math.min(...calls).toFixed(4)}-${Math.max(...calls).toFixed(4)}`;
    },
  },
];

/** A table: a row for each figure of the design, with what was measured before it. */
export function compareWithDesign(
  results: ReadonlyMap<string, LoadResult>,
  wanted: readonly number[],
): string {
  const lines = rows.map(({ name, design, measured }) => {
    const cells = wanted.map((max) => {
      const of = (load: string) => {
        const result = results.get(`${load} ${max}`);
        if (result === undefined) throw new Error(`no such load: ${load}`);
        return result;
      };
      return `${measured(of)} | ${design[limits.indexOf(max)]}`;
    });
    return `${name.padEnd(36)}${cells.map((cell) => cell.padEnd(32)).join("")}`.trimEnd();
  });
  const head = `${"".padEnd(36)}${wanted.map((max) => `max ${max}`.padEnd(32)).join("")}`.trimEnd();
  return [head, ...lines].join("\n");
}
