import { advanceRotation } from "../keys/advance-rotation.ts";
import type { KeyContext } from "../keys/key-context.ts";
import type { ScheduledJob } from "./job-runner.ts";

const EVERY_MS = 2_000;
/** A worker does one job at a time; other jobs get their turn between two runs. */
const FOR_MS = 10_000;

/** Takes a rotation of keys on, and begins one for keys that have sealed as much as they may. */
export function keyUpkeep(context: KeyContext): ScheduledJob {
  return { name: "key-upkeep", everyMs: EVERY_MS, run: () => advanceRotation(context, FOR_MS) };
}
