/** Milliseconds of work after which others have their turn. */
const TURN_MS = 5;
/** Documents in one batch of a cursor: decoding one is work that nobody else can have a turn in. */
export const BATCH_SIZE = 500;

/**
 * As `map`, with pauses between: everything there is takes seconds to project, and a change must not wait for that.
 * @throws what `project` throws
 */
export async function mapInTurns<T, R>(items: readonly T[], project: (item: T) => R): Promise<R[]> {
  const results: R[] = [];
  let turnEnds = performance.now() + TURN_MS;
  for (const item of items) {
    results.push(project(item));
    if (performance.now() < turnEnds) continue;
    await new Promise(setImmediate);
    turnEnds = performance.now() + TURN_MS;
  }
  return results;
}
