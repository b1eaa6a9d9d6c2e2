import type { EgressGuard } from "@zerq/egress/guard";
import type { HealthTarget } from "../snapshot/health-targets.ts";
import { CoarseClock } from "./http1/coarse-clock.ts";
import { ConnectionPool } from "./http1/connection-pool.ts";
import type { AnswerHandler } from "./http1/upstream-request.ts";

/**
 * Asks a target how it is, on a connection of its own: whether one can be made is a part of the question.
 * @returns what is wrong, in words for operators; undefined when nothing is
 */
export function probeTarget(guard: EgressGuard, target: HealthTarget): Promise<string | undefined> {
  const { path, timeoutMs, expectedStatus } = target.check;
  return new Promise((resolve) => {
    const clock = new CoarseClock((now) => pool.tick(now));
    const pool = new ConnectionPool({
      guard,
      clock,
      origin: target.origin,
      connectMs: timeoutMs,
      tls: target.tls,
    });
    const settle = (problem: string | undefined) => {
      clearTimeout(timer);
      clock.stop();
      pool.destroy();
      resolve(problem);
    };
    const timer = setTimeout(() => settle("no answer in time"), timeoutMs);
    pool.dispatch(
      {
        method: "GET",
        path,
        headers: ["user-agent", "zerq-health-check"],
        body: null,
        contentLength: 0,
        headersMs: timeoutMs,
        idleBodyMs: timeoutMs,
      },
      new Probe(expectedStatus, settle),
    );
  });
}

/** Looks at the status alone; nobody reads the body. */
class Probe implements AnswerHandler {
  readonly #expected: number | null;
  readonly #settle: (problem: string | undefined) => void;

  constructor(expected: number | null, settle: (problem: string | undefined) => void) {
    this.#expected = expected;
    this.#settle = settle;
  }

  onRequestStart(): boolean {
    return true;
  }

  onResponseStart(status: number): void {
    const isGood = this.#expected === null ? status >= 200 && status < 400 : status === this.#expected;
    this.#settle(isGood ? undefined : `it answers ${status}`);
  }

  onResponseData(): void {}

  onResponseEnd(): void {}

  onResponseError(error: Error & { code?: unknown }): void {
    this.#settle(error.code === "ETIMEDOUT" ? "no answer in time" : String(error.code ?? error.name));
  }
}
