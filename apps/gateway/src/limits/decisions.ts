import type { KeyState } from "./key-state.ts";
import type { LimitDecision } from "./limiter.ts";

/** @param latest upper bound of Redis' time in ms */
export function admitted(
  state: KeyState,
  latest: number,
  countedAt: number,
  countedIn: number,
): LimitDecision {
  return {
    outcome: "admitted",
    limit: state.max,
    remaining: inSight(state),
    resetSeconds: secondsUntilOneLeaves(state, latest),
    retryAfterSeconds: 0,
    countedAt,
    countedIn,
  };
}

export function refused(state: KeyState, latest: number): LimitDecision {
  const seconds = secondsUntilOneLeaves(state, latest);
  return {
    outcome: "refused",
    limit: state.max,
    remaining: 0,
    resetSeconds: seconds,
    retryAfterSeconds: seconds,
    countedAt: 0,
    countedIn: 0,
  };
}

/** What is left in Redis as of the last reply, and in hand. */
function inSight(state: KeyState): number {
  let sum = state.remaining;
  for (let i = 0; i < state.leases.length; i++) sum += state.leases[i]?.left ?? 0;
  return Math.min(sum, state.max);
}

/** Whole seconds, at least one; the whole window when nothing is known. */
function secondsUntilOneLeaves(state: KeyState, latest: number): number {
  const ms = state.leavesAt === 0 ? state.windowMs : state.leavesAt - latest;
  return ms > 1_000 ? Math.ceil(ms / 1_000) : 1;
}
