import { percentile } from "./percentile.ts";

/** The moments of one change, in milliseconds of one clock: called, answered, and in effect at the last place. */
export type Moments = { called: number; answered: number; inEffect: number };

export type PropagationRow = { what: string; p50: number; p99: number; max: number };

/** @param where the place of the effect, for the table */
export function propagationRows(where: string, measured: readonly Moments[]): PropagationRow[] {
  const row = (what: string, time: (moments: Moments) => number): PropagationRow => {
    const times = measured.map(time).sort((a, b) => a - b);
    return {
      what: `${where}: ${what}`,
      p50: percentile(times, 50),
      p99: percentile(times, 99),
      max: times.at(-1) ?? 0,
    };
  };
  return [
    // What is in effect before the caller has its answer has taken no time.
    row("answer → effect", ({ answered, inEffect }) => Math.max(0, inEffect - answered)),
    row("call → effect", ({ called, inEffect }) => inEffect - called),
    row("call → answer", ({ called, answered }) => answered - called),
  ];
}

export function propagationTable(rows: readonly PropagationRow[]): string {
  const cells = (row: PropagationRow) => [row.p50, row.p99, row.max].map((ms) => ms.toFixed(1)).join(" | ");
  return [
    "| | p50 ms | p99 ms | max ms |",
    "|---|---|---|---|",
    ...rows.map((row) => `| ${row.what} | ${cells(row)} |`),
  ].join("\n");
}
