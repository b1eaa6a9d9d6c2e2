import type { LimitDecision, LimitKind } from "./limiter.ts";

/** `unchecked`: admitted without Redis, by `share` or `open`. `calls` to Redis for leases. */
type Counts = Record<LimitDecision["outcome"] | "unchecked" | "calls", number>;

export type LimitCounts = Readonly<Record<LimitKind, Readonly<Counts>>>;

/** What a limiter has decided since it was made. */
export type MutableCounts = Record<LimitKind, Counts>;

const none = (): Counts => ({ admitted: 0, refused: 0, unavailable: 0, unchecked: 0, calls: 0 });

export const noCounts = (): MutableCounts => ({ rate: none(), quota: none() });
