import type { LimitState } from "./limit-state.ts";
import type { LimitDecision } from "./limiter.ts";

/**
 * @param latest upper bound of Redis' time in ms
 * @param also what the other limit says of a request that is under two
 */
export function admitted(
  state: LimitState,
  latest: number,
  countedAt: number,
  countedIn: number,
  also: LimitDecision | undefined,
): LimitDecision {
  return {
    kind: state.kind,
    outcome: "admitted",
    limit: state.max,
    remaining: inSight(state),
    resetSeconds: secondsUntilOneLeaves(state, latest),
    retryAfterSeconds: 0,
    countedAt,
    countedIn,
    also,
  };
}

export function refused(state: LimitState, latest: number): LimitDecision {
  const seconds = secondsUntilOneLeaves(state, latest);
  return of(state, "refused", { remaining: 0, seconds, countedAt: 0, countedIn: 0 });
}

/** Without Redis: refused, or closed. */
export function withoutRedis(
  state: LimitState,
  outcome: "refused" | "unavailable",
  seconds: number,
): LimitDecision {
  return of(state, outcome, { remaining: 0, seconds, countedAt: 0, countedIn: 0 });
}

/** Admitted without Redis. */
export function unchecked(
  state: LimitState,
  remaining: number,
  seconds: number,
  countedAt: number,
  countedIn: number,
): LimitDecision {
  return of(state, "admitted", { remaining, seconds, countedAt, countedIn });
}

/** How a limit stands that has charged nothing for a request, since the other one has refused it. */
export function standing(state: LimitState, latest: number): LimitDecision {
  return admitted(state, latest, 0, 0, undefined);
}

function of(
  state: LimitState,
  outcome: LimitDecision["outcome"],
  known: { remaining: number; seconds: number; countedAt: number; countedIn: number },
): LimitDecision {
  return {
    kind: state.kind,
    outcome,
    limit: state.max,
    remaining: known.remaining,
    resetSeconds: known.seconds,
    retryAfterSeconds: outcome === "admitted" ? 0 : known.seconds,
    countedAt: known.countedAt,
    countedIn: known.countedIn,
    also: undefined,
  };
}

/** What is left in Redis as of the last reply, and in hand. */
function inSight(state: LimitState): number {
  return Math.min(state.remaining + state.inHand(), state.max);
}

/** Whole seconds, at least one; the whole window when nothing is known. */
function secondsUntilOneLeaves(state: LimitState, latest: number): number {
  const ms = state.leavesAt === 0 ? state.lengthMs : state.leavesAt - latest;
  return ms > 1_000 ? Math.ceil(ms / 1_000) : 1;
}
