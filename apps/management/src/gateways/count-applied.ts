import type { KnownWorker } from "./worker-table.ts";

/** What has become of a version: gateways, not workers. */
export type Applied = {
  applied: number;
  known: number;
  /** Those that haven't applied it, by name; silent when one that is behind doesn't report. */
  pending: { instanceId: string; isSilent: boolean }[];
};

/**
 * A gateway has applied a version when its slowest worker has. What a silent one had before, it has.
 * @param epoch where the version begins one: then workers of the one before may have higher numbers, and not it
 */
export function countApplied(workers: readonly KnownWorker[], version: number, epoch?: number): Applied {
  const instances = Map.groupBy(workers, ({ report }) => report.instanceId);
  const pending = [...instances].flatMap(([instanceId, own]) => {
    const behind = own.filter(({ report }) => report.version < version || isOfEarlier(report, epoch));
    return behind.length === 0 ? [] : [{ instanceId, isSilent: behind.some(({ isSilent }) => isSilent) }];
  });
  return { applied: instances.size - pending.length, known: instances.size, pending };
}

/** One that doesn't say its epoch is older than this: nobody knows where it is. */
const isOfEarlier = ({ epoch = 0 }: KnownWorker["report"], wanted: number | undefined) =>
  wanted !== undefined && epoch < wanted;
