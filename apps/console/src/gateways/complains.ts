import type { GatewayWorker } from "../console-api.ts";

/** Whether a worker has something that an operator should look at. */
export function complains({ lastError, missingEnv, problems }: GatewayWorker): boolean {
  return lastError !== null || missingEnv.length > 0 || problems.length > 0;
}
