/** The value below which `percent` of the sorted values lie; 0 when there are none. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

/** The item in the middle by a figure: the rounds of one contestant differ, and a single bad one must not count. @throws Error when there is none */
export function median<T>(items: readonly T[], figure: (item: T) => number): T {
  const middle = items.toSorted((a, b) => figure(a) - figure(b))[Math.floor(items.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}
