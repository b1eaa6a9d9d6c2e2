/** Every fixed time of the limiter, in milliseconds. What depends on what is said at each. */

/** Between two probes of a partition, which keep membership and confirmation fresh. */
export const PROBE_MS = 500;
/** A call that isn't answered by then has failed, whatever becomes of it. */
export const CALL_MS = 1_000;
/** What a process that stood still needs to read the replies that came meanwhile. */
export const READ_MS = 20;
/** A new incarnation of the data grants nothing for at least so long. */
export const HOLD_MS = 1_000;
/**
 * Leases are spent only so long after the sending of the last answered call: less than HOLD_MS by what clocks may differ,
 * so that a worker that hears nothing has stopped before a new incarnation grants its first lease.
 */
export const CONFIRMED_MS = 950;
/** So long a new incarnation waits for known workers that it hasn't heard of; a worker may stall for 5 s. */
export const PATIENCE_MS = 6_000;
/** So long it waits for workers that it has heard of to replay. */
export const LONGEST_HOLD_MS = 30_000;
/** A worker that hasn't probed for so long is no member any more; more than PATIENCE_MS, so that a stalled one still is. */
export const MEMBER_MS = 15_000;
/**
 * How far back spends are replayed when Redis came back with its data under another run id: the append-only file loses
 * 1 s, on a busy disk 2 s, and a replica a little.
 */
export const REPLAY_MS = 5_000;
/** A refused request waits so long, once, when other workers were asked to return what they hold. */
export const RETURN_MS = 10;
/** How long a refusal is remembered while leases are out that may come back. */
export const REFUSED_SHORTLY_MS = 20;
/** How long a refusal is remembered at most: a request given back elsewhere frees its place without a word. */
export const REFUSED_MS = 1_000;
/** Recalls of one key are at least so far apart. */
export const RECALL_MS = 50;
/** Between two looks for leases that ended. */
export const HOUSEKEEPING_MS = 100;
/** Between two looks for keys that nobody uses any more. */
export const SWEEP_MS = 5_000;
/** A lease of a quota is charged until the end of its window in any case: it lasts, so that few calls are needed. */
export const QUOTA_LEASE_MS = 60_000;
/** So long a start waits for the first grant to be possible. */
export const START_MS = 2_500;
