import type { Connection } from "mongoose";
import { deleteOldRequestLogs } from "../logs/delete-old-logs.ts";
import type { ScheduledJob } from "./job-runner.ts";

const EVERY_MS = 3_600_000;

/** @param keptMs how long request logs are kept: REQUEST_LOG_RETENTION */
export function requestLogRetention(connection: Connection, keptMs: number): ScheduledJob {
  return {
    name: "request-log-retention",
    everyMs: EVERY_MS,
    async run() {
      const before = new Date(Date.now() - keptMs);
      return { before, deleted: await deleteOldRequestLogs(connection, before) };
    },
  };
}
