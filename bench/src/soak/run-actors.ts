import { pause } from "../pause.ts";
import type { Actor } from "./actor.ts";

export type RunningActors = { stop(): Promise<void> };

/** Lets all of them act, each copy on its own. An actor that throws is a mistake of the soak and ends it. */
export function runActors(actors: readonly Actor[]): RunningActors {
  let isRunning = true;
  const repeat = async ({ act, betweenMs }: Actor) => {
    while (isRunning) {
      await act();
      await pause(betweenMs);
    }
  };
  const work = Promise.all(
    actors.flatMap((actor) => Array.from({ length: actor.copies }, () => repeat(actor))),
  );
  return {
    async stop() {
      isRunning = false;
      await work;
    },
  };
}
