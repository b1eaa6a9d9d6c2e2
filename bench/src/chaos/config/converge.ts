import { pause } from "../../pause.ts";
import type { Scene } from "./scene.ts";

/** After which a fault counts as never healed. */
const GIVE_UP_MS = 60_000;

/** What was done, in words; when it was over, in milliseconds of performance.now(); and what it left to be awaited. */
export type Done = { what: string; healedAt: number; withinMs: number; restarted: Promise<unknown> };
export type Round = {
  what: string;
  /** From the end of a fault until every worker answered with what was committed by then. */
  tookMs: number;
  /** From the answer to the first change after that until every worker answered with it. */
  nextMs: number;
  withinMs: number;
};

/** Waits until everybody has caught up, and until a change that is made now arrives too. */
export async function hold(scene: Scene, { what, withinMs, healedAt, restarted }: Done): Promise<Round> {
  const { writer, findings } = scene;
  await converge(scene, writer.committed, what);
  const tookMs = performance.now() - healedAt;
  await restarted;
  const before = writer.acknowledged.length;
  const deadline = performance.now() + GIVE_UP_MS;
  while (writer.acknowledged.length === before && performance.now() < deadline) await pause(5);
  if (writer.acknowledged.length === before) findings.wrong(`no change was acknowledged after: ${what}`);
  const answeredAt = performance.now();
  await converge(scene, writer.committed, `${what}, a change afterwards`);
  return { what, tookMs, nextMs: performance.now() - answeredAt, withinMs };
}

/** Waits until all callers have answers of at least this marker. */
export async function converge({ callers, findings }: Scene, marker: number, after: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (callers.some((caller) => caller.newest() < marker)) {
    if (performance.now() > deadline) {
      const newest = callers.map((caller) => caller.newest()).join(", ");
      return findings.wrong(`never at marker ${marker} after: ${after}; callers are at ${newest}`);
    }
    await pause(5);
  }
}
