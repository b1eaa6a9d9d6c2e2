import { incarnationKey, rateKey, limitTag as tag } from "@zerq/plane-protocol/limit-keys";

/**
 * Names in Redis. All keys of a partition share a hash tag, so that they live, and get lost, together in a cluster.
 */
export type PartitionKeys = {
  readonly incarnation: string;
  readonly members: string;
  readonly awaited: string;
  readonly finished: string;
  /** Channel: names of keys whose unspent leases are asked back. */
  readonly recall: string;
};

export function partitionKeys(partition: number): PartitionKeys {
  return {
    incarnation: incarnationKey(partition),
    members: `${tag(partition)}:members`,
    awaited: `${tag(partition)}:awaited`,
    finished: `${tag(partition)}:finished`,
    recall: `${tag(partition)}:recall`,
  };
}

/** counts, order and workers of one limit. */
export function limitKeys(partition: number, name: string): readonly [string, string, string] {
  const base = rateKey(partition, name);
  return [base, `${base}:order`, `${base}:workers`];
}

/** Spreads keys over partitions (FNV-1a). */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}
