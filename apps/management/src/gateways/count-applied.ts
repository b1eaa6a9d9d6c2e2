import type { KnownWorker } from "./worker-table.ts";

/** What has become of a version: gateways, not workers. */
export type Applied = {
  applied: number;
  known: number;
  /** Those that haven't applied it, by name; silent when one that is behind doesn't report. */
  pending: { instanceId: string; isSilent: boolean }[];
};

/** A gateway has applied a version when its slowest worker has. What a silent one had before, it has. */
export function countApplied(workers: readonly KnownWorker[], version: number): Applied {
  const instances = Map.groupBy(workers, ({ report }) => report.instanceId);
  const pending = [...instances].flatMap(([instanceId, own]) => {
    const behind = own.filter(({ report }) => report.version < version);
    return behind.length === 0 ? [] : [{ instanceId, isSilent: behind.some(({ isSilent }) => isSilent) }];
  });
  return { applied: instances.size - pending.length, known: instances.size, pending };
}
