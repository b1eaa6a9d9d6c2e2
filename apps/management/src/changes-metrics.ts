import { AppError } from "@zerq/errors/app-error";
import { Histogram, type Registry } from "prom-client";
import type { ChangeLog } from "./changes/change-log.ts";

/** The change log, with the time of each change from its submission to its publication. */
export function timedChanges(changes: ChangeLog, registry: Registry): ChangeLog {
  const duration = new Histogram({
    name: "zerq_change_duration_seconds",
    help: "Time from a change's submission until it is committed and published, or refused.",
    labelNames: ["outcome"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15],
    registers: [registry],
  });
  return {
    close: () => changes.close(),
    async submit(change) {
      const end = duration.startTimer();
      try {
        const committed = await changes.submit(change);
        end({ outcome: "committed" });
        return committed;
      } catch (error) {
        end({ outcome: error instanceof AppError && error.status < 500 ? "refused" : "failed" });
        throw error;
      }
    },
  };
}
