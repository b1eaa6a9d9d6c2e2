import type { EgressGuard } from "@zerq/egress/guard";
import type { UpstreamTls } from "../snapshot/upstream-tls.ts";
import { CoarseClock } from "./http1/coarse-clock.ts";
import { ConnectionPool } from "./http1/connection-pool.ts";
import type { AnswerHandler } from "./http1/upstream-request.ts";

export type Question = {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly tls: UpstreamTls | undefined;
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
};

/** Nothing came in time. */
class NoAnswerError extends Error {
  readonly code = "ETIMEDOUT";
}

/**
 * Sends one GET on a connection of its own, and looks at the status alone: nobody reads the body.
 * @returns the status
 * @throws NoAnswerError, or whatever kept the connection from being made or the answer from coming
 */
export function askOnce(guard: EgressGuard, question: Question): Promise<number> {
  const { origin, path, headers, tls, timeoutMs } = question;
  return new Promise((resolve, reject) => {
    const clock = new CoarseClock((now) => pool.tick(now));
    const pool = new ConnectionPool({ guard, clock, origin, connectMs: timeoutMs, tls });
    const settle = (conclude: () => void) => {
      clearTimeout(timer);
      clock.stop();
      pool.destroy();
      conclude();
    };
    const timer = setTimeout(() => settle(() => reject(new NoAnswerError("no answer in time"))), timeoutMs);
    pool.dispatch(
      {
        method: "GET",
        path,
        headers,
        body: null,
        contentLength: 0,
        headersMs: timeoutMs,
        idleBodyMs: timeoutMs,
      },
      new StatusReader(
        (status) => settle(() => resolve(status)),
        (error) => settle(() => reject(error)),
      ),
    );
  });
}

class StatusReader implements AnswerHandler {
  readonly #resolve: (status: number) => void;
  readonly #reject: (error: Error) => void;

  constructor(resolve: (status: number) => void, reject: (error: Error) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(): boolean {
    return true;
  }

  onResponseStart(status: number): void {
    this.#resolve(status);
  }

  onResponseData(): void {}

  onResponseEnd(): void {}

  onResponseError(error: Error): void {
    this.#reject(error);
  }
}
