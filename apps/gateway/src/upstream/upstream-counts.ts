/** What this worker's upstream side counts: plain numbers, since labels cost more than the counting. */
export type UpstreamCounts = {
  /** Requests and upgrades that were sent, each time one was. */
  attempts: number;
  /** Those of them that were not the first for their request. */
  retries: number;
  tokensFetched: number;
  tokensFailed: number;
};

export function createUpstreamCounts(): UpstreamCounts {
  return { attempts: 0, retries: 0, tokensFetched: 0, tokensFailed: 0 };
}
