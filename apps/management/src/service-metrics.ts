import { Gauge, type Registry } from "prom-client";
import type { IngestStatus } from "./logs/request-log-ingest.ts";
import type { QuotaKeeper } from "./quotas/quota-keeper.ts";

/** What runs beside the API, read at each scrape: a request log that falls behind or drops entries must show. */
export function watchServices(
  registry: Registry,
  logs: { status(): IngestStatus },
  quotas: Pick<QuotaKeeper, "status">,
): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const counts: [keyof Omit<IngestStatus, "lastError">, string, string][] = [
    ["written", "zerq_request_logs_written", "Entries that this instance has written."],
    ["duplicates", "zerq_request_logs_duplicates", "Entries that were there already."],
    ["refusedBatches", "zerq_request_logs_refused_batches", "Batches that were forged or malformed."],
    ["refusedEntries", "zerq_request_logs_refused_entries", "Entries that the database refused."],
    [
      "droppedByGateways",
      "zerq_request_logs_dropped",
      "Entries that gateway workers dropped, their buffer being full.",
    ],
  ];
  for (const [field, name, help] of counts) gauge(name, help, () => logs.status()[field]);
  gauge("zerq_quota_checkpoints_failing", "1 while counts of quotas can't be written or put back.", () =>
    quotas.status().isFailing ? 1 : 0,
  );
  gauge(
    "zerq_quota_checkpoints_written",
    "Counts of quotas that this instance has written to MongoDB.",
    () => quotas.status().written,
  );
  gauge("zerq_request_logs_failing", "1 while request logs can't be written.", () =>
    logs.status().lastError === null ? 0 : 1,
  );
}
