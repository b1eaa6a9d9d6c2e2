import type { Counts, LimitKind } from "./limiter.ts";

/** What a limiter has decided since it was made. */
export type MutableCounts = Record<LimitKind, Counts>;

const none = (): Counts => ({ admitted: 0, refused: 0, unavailable: 0, unchecked: 0, calls: 0 });

export const noCounts = (): MutableCounts => ({ rate: none(), quota: none() });
