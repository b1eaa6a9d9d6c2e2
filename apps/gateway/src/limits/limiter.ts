/** A limit of one client as its policy says; made when a snapshot is compiled, never per request. */
export type LimitRule = {
  /** Whose limit it is: the client's id. A changed `max` keeps the count, a changed window starts another. */
  readonly key: string;
  /** Most admitted requests in any interval of `windowMs`. */
  readonly max: number;
  readonly windowMs: number;
  readonly onFailure: "share" | "closed" | "open";
};

/** `limit`, `remaining` (as far as this worker knows) and `resetSeconds` are what the `RateLimit` header fields say. */
export type LimitDecision = {
  readonly outcome: "admitted" | "refused" | "unavailable";
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  /** Seconds, for `Retry-After`; 0 when admitted. */
  readonly retryAfterSeconds: number;
  /** When and under which bucket it was counted; only `giveBack` reads them. */
  readonly countedAt: number;
  readonly countedIn: number;
};

/** How limits are held at the moment: `exact` while Redis answers, else what `onFailure` of each rule says. */
export type LimiterMode = "exact" | "degraded";

export type Limiter = {
  /**
   * Takes one request out of the limit. Synchronous while the worker has a lease in hand, which is the common case: callers
   * must not await a value that is no promise.
   */
  admit(rule: LimitRule): LimitDecision | Promise<LimitDecision>;
  /**
   * Returns one admitted request that was refused afterwards (validation): refused requests are free. At most once for a
   * decision. Which one it was matters: returning a later admission than the one refused would let one too many through.
   */
  giveBack(rule: LimitRule, decision: LimitDecision): void;
  mode(): LimiterMode;
  /** Counts for metrics, since the start of the process. */
  counts(): Readonly<Record<"admitted" | "refused" | "unavailable" | "calls", number>>;
  start(): Promise<void>;
  /** Hands unspent leases back and stops its timers. */
  stop(): Promise<void>;
};
