/** Thrown out of a validation whose work grew beyond measure. */
export class WorkExceeded extends Error {}

/** About half a second at worst: one unit is one state of a pattern at one character, at most 25 ns. */
const MAX_WORK = 20_000_000;

let left = 0;

/** A validation is synchronous, so one counter serves all of them. */
export function startWork(): void {
  left = MAX_WORK;
}

/** @throws WorkExceeded */
export function spendWork(units: number): void {
  left -= units;
  if (left < 0) throw new WorkExceeded();
}
