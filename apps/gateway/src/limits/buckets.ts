/**
 * Charges are kept by the bucket in which their lease ends. A bucket is named by its end, counted in fine buckets of a
 * 6,000th of the window since 1970; limits above 1,000 use every tenth, so that no key has many more buckets than it has
 * charges, or than 600. As both kinds share their names, a changed limit keeps its count.
 */

/** Width of a fine bucket in microseconds, whole so that Redis and the workers round alike. */
export const bucketUs = (windowMs: number) => Math.ceil((windowMs * 1_000) / 6_000);

/** How many fine buckets one bucket of this limit is wide. */
export const bucketStep = (max: number) => (max > 1_000 ? 10 : 1);

/** The first bucket that ends after `ms`. */
export const bucketAfter = (ms: number, widthMs: number, step: number) =>
  (Math.floor(ms / (widthMs * step)) + 1) * step;
