import { AppError } from "@zerq/errors/app-error";
import type { BodyLimits, Exchange } from "./exchange.ts";

/**
 * Reads a body to its end; each piece goes to `take`. The promise stays pending for a caller that has gone and for a request that
 * was refused meanwhile: nothing is left to be done for either.
 * @throws AppError `body_too_large` or `request_timeout`
 */
export function readBody(
  exchange: Exchange,
  limits: BodyLimits,
  take: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = exchange.openBody(limits);
    body.on("data", take);
    body.on("end", () => {
      if (exchange.status === 0 && !exchange.isClosed) resolve();
    });
    body.on("error", (error) => {
      if (error instanceof AppError && exchange.status === 0) reject(error);
    });
  });
}
