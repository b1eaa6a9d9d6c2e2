export type OnLimiterFailure = "share" | "closed" | "open";

/** A rate limit of one client as its policy says; made when a snapshot is compiled, never per request. */
export type LimitRule = {
  /** Whose limit it is: the client's id. A changed `max` keeps the count, a changed window starts another. */
  readonly key: string;
  /** Most admitted requests in any interval of `windowMs`. */
  readonly max: number;
  readonly windowMs: number;
  readonly onFailure: OnLimiterFailure;
};

export type QuotaInterval = "1d" | "7d" | "30d";

/** A quota of one client: most admitted requests in one calendar window. A changed `max` keeps the count here too. */
export type QuotaRule = {
  readonly key: string;
  readonly max: number;
  readonly interval: QuotaInterval;
  readonly onFailure: OnLimiterFailure;
};

export type LimitKind = "rate" | "quota";

/** `limit`, `remaining` (as far as this worker knows) and `resetSeconds` are what the `RateLimit` header fields say. */
export type LimitDecision = {
  /** The limit that has decided: of two, the one that refuses, else the rate limit. */
  readonly kind: LimitKind;
  readonly outcome: "admitted" | "refused" | "unavailable";
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  /** Seconds, for `Retry-After`; 0 when admitted. */
  readonly retryAfterSeconds: number;
  /** When and under which bucket it was counted; only `giveBack` reads them. */
  readonly countedAt: number;
  readonly countedIn: number;
  /** What the other limit says, where a request is under both; it has counted the request only if this one did. */
  readonly also: LimitDecision | undefined;
};

/** How limits are held at the moment: `exact` while Redis answers, else what `onFailure` of each rule says. */
export type LimiterMode = "exact" | "degraded";

/** `unchecked`: those of `admitted` without Redis, by `share` or `open`. `calls` to Redis for leases. */
export type Counts = Record<LimitDecision["outcome"] | "unchecked" | "calls", number>;

export type LimitCounts = Readonly<Record<LimitKind, Readonly<Counts>>>;

export type Limiter = {
  /**
   * Takes one request out of the rate limit and the quota, at one instant; when one of them refuses, neither is charged.
   * Synchronous while the worker has leases in hand, which is the common case: callers must not await a value that is no
   * promise.
   * @throws Error when there is neither
   */
  admit(rate: LimitRule | undefined, quota?: QuotaRule): LimitDecision | Promise<LimitDecision>;
  /**
   * Returns one admitted request that was refused afterwards (validation): refused requests are free. At most once for a
   * decision. Which one it was matters: returning a later admission than the one refused would let one too many through.
   */
  giveBack(rate: LimitRule | undefined, decision: LimitDecision, quota?: QuotaRule): void;
  mode(): LimiterMode;
  /** Whether quotas are granted: not before management has told a new Redis what was counted already. */
  quotasKnown(): boolean;
  /** Counts for metrics, since the start of the process. */
  counts(): LimitCounts;
  start(): Promise<void>;
  /** Hands unspent leases back and stops its timers. */
  stop(): Promise<void>;
};
