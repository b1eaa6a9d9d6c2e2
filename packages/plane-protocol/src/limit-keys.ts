/**
 * Names in Redis that gateways and management share for limits. All keys of a partition share a hash tag, so that they live,
 * and get lost, together in a cluster.
 */

/** Gateways use one partition. */
export const LIMIT_PARTITIONS = [0] as const;

export const limitTag = (partition: number) => `zerq:{limits:${partition}}`;

/**
 * Hash about the partition's data as a whole: `id` of its incarnation, `seeded` the id of the incarnation into which management
 * has put back the checkpoints; until both are the same no quota is granted.
 */
export const incarnationKey = (partition: number) => `${limitTag(partition)}:incarnation`;

/** Sorted set: name of a quota → Redis' time in ms at which its count has last changed. */
export const quotaIndexKey = (partition: number) => `${limitTag(partition)}:quotas`;

/**
 * Hash of one quota, named `1d:<client>`: `ends` of its calendar window (ms since the epoch), `total`, and for each worker
 * `w:<worker>` with what it has admitted or holds as a lease.
 */
export const quotaKey = (partition: number, name: string) => `${limitTag(partition)}:quota:${name}`;

/**
 * Hash of one rate limit, named `60000:<client>` by its window in ms: charges by bucket (a 6,000th of the window, named by its end
 * in units of it since 1970), and `l<bucket>` how many of them are lent and not spent yet.
 */
export const rateKey = (partition: number, name: string) => `${limitTag(partition)}:rate:${name}`;

/** How long a count is kept after its window has ended, in ms. */
export const QUOTA_KEPT_MS = 3_600_000;
