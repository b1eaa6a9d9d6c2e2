import { AppError } from "@zerq/errors/app-error";
import type { Secret } from "@zerq/logging/secret";
import { CallerGoneError } from "../request/caller-gone-error.ts";
import type { RequestContext } from "../request/context.ts";
import type { AnswerSource } from "../request/exchange.ts";
import { refuse } from "../request/refuse.ts";
import type { AttemptPlan, ForwardRoute, UpstreamTarget } from "../snapshot/route.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { CircuitBreakers } from "./circuit-breakers.ts";
import type { HealthChecks } from "./health-checks.ts";
import { pickTarget } from "./pick-target.ts";
import type { UpstreamCounts } from "./upstream-counts.ts";
import { upstreamHeaders } from "./upstream-headers.ts";

/** What whoever sends a request once tells about how it went. */
export type AttemptOutcome = {
  /** The upstream begins to answer. @returns true when another attempt has taken over and this answer isn't wanted */
  answered(status: number): boolean;
  /** @param wasSent whether a byte of it may have gone out. @returns true when another attempt has taken over */
  failed(error: unknown, wasSent: boolean): boolean;
  /** It was given up, for a reason that says nothing about the upstream. */
  released(): void;
};

export type AttemptParts = {
  readonly tokens: AccessTokens;
  readonly breakers: CircuitBreakers;
  readonly health: Pick<HealthChecks, "isUnhealthy">;
  readonly counts: UpstreamCounts;
  /** Sends the request once. */
  send(target: UpstreamTarget, headers: string[], outcome: AttemptOutcome): void;
  /** Whether it can be sent more than once at all; an upgrade can't. */
  readonly mayRepeat: boolean;
};

/** Statuses by which a proxy or a balancer says that the one behind it is in trouble. */
const gatewayTrouble = new Set([502, 503, 504]);

/**
 * A request whose route has more to it than one target: a token to fetch, several targets, a circuit, or a retry. What was
 * never sent may be sent again; what was sent only if the route says so and there is no body, which would be gone.
 */
export class Attempts implements AttemptOutcome, AnswerSource {
  readonly #context: RequestContext;
  readonly #route: ForwardRoute;
  readonly #plan: AttemptPlan;
  readonly #parts: AttemptParts;
  #headers: readonly string[] = [];
  #token: Secret<string> | undefined;
  #target: UpstreamTarget | undefined;
  #retriesLeft: number;
  #hasRenewed = false;
  #isAborted = false;

  constructor(context: RequestContext, route: ForwardRoute, plan: AttemptPlan, parts: AttemptParts) {
    this.#context = context;
    this.#route = route;
    this.#plan = plan;
    this.#parts = parts;
    this.#retriesLeft = plan.retries;
  }

  begin(): void {
    this.#headers = upstreamHeaders(this.#context, this.#route);
    this.#withToken();
  }

  answered(status: number): boolean {
    this.#tell(gatewayTrouble.has(status) ? "failed" : "succeeded");
    if (status === 401 && this.#renews()) return true;
    return this.#plan.retryable && gatewayTrouble.has(status) && this.#canRepeat() && this.#again();
  }

  failed(error: unknown, wasSent: boolean): boolean {
    // Trouble with the caller's own bytes, such as a body that is too large or breaks off.
    if (error instanceof AppError || error instanceof CallerGoneError) {
      this.released();
      return false;
    }
    this.#tell("failed");
    if (this.#context.exchange.status !== 0 || !this.#parts.mayRepeat) return false;
    if (wasSent && !(this.#plan.retryable && this.#canRepeat())) return false;
    return this.#again();
  }

  released(): void {
    if (this.#target !== undefined && this.#plan.breaker !== undefined)
      this.#parts.breakers.released(this.#target.key);
  }

  /** The caller has gone while a token was waited for. */
  onAbort(): void {
    this.#isAborted = true;
  }

  onDrain(): void {}

  #withToken(): void {
    const { token: request } = this.#plan;
    if (request === undefined) {
      this.#send();
      return;
    }
    const { tokens } = this.#parts;
    this.#token = tokens.current(request);
    if (this.#token !== undefined) {
      this.#send();
      return;
    }
    this.#context.exchange.source = this;
    tokens.get(request).then(
      (token) => {
        this.#token = token;
        if (!this.#isAborted) this.#send();
      },
      (error: unknown) => {
        if (!this.#isAborted) refuse(this.#context, error);
      },
    );
  }

  #send(): void {
    const target = this.#pick();
    if (target === undefined) {
      refuse(this.#context, this.#circuitOpen());
      return;
    }
    this.#target = target;
    if (this.#plan.breaker !== undefined) this.#parts.breakers.enter(target.key, this.#plan.breaker);
    const headers = [...this.#headers];
    if (this.#token !== undefined) headers.push("authorization", `Bearer ${this.#token.reveal()}`);
    this.#context.isAtUpstream = true;
    this.#parts.send(target, headers, this);
  }

  /**
   * Another one than that which has just failed, and one that passes its health checks, if there is any: when none does, the
   * checks are more likely wrong than all of the targets.
   */
  #pick(): UpstreamTarget | undefined {
    const { targets } = this.#route;
    const isOpen = (target: UpstreamTarget) =>
      this.#plan.breaker !== undefined && this.#parts.breakers.waitFor(target.key) > 0;
    const { isHealthChecked } = this.#plan;
    const isWell = (target: UpstreamTarget) => !this.#parts.health.isUnhealthy(target.key);
    return (
      (isHealthChecked
        ? (pickTarget(targets, (target) => target !== this.#target && !isOpen(target) && isWell(target)) ??
          pickTarget(targets, (target) => !isOpen(target) && isWell(target)))
        : undefined) ??
      pickTarget(targets, (target) => target !== this.#target && !isOpen(target)) ??
      pickTarget(targets, (target) => !isOpen(target))
    );
  }

  #circuitOpen(): AppError {
    const waits = this.#route.targets.map(({ key }) => this.#parts.breakers.waitFor(key));
    const seconds = Math.max(1, Math.ceil(Math.min(...waits) / 1_000));
    return new AppError("circuit_open", {
      log: `the circuit of every target is open: ${this.#route.targets.map(({ origin }) => origin).join(", ")}`,
      headers: { "Retry-After": String(seconds) },
    });
  }

  #tell(how: "succeeded" | "failed"): void {
    const { breaker } = this.#plan;
    if (this.#target === undefined || breaker === undefined) return;
    this.#parts.breakers[how](this.#target.key, breaker);
  }

  /** A body was streamed and is gone. */
  #canRepeat(): boolean {
    return this.#parts.mayRepeat && this.#context.contentLength === 0;
  }

  #again(): boolean {
    if (this.#retriesLeft === 0) return false;
    this.#retriesLeft -= 1;
    this.#parts.counts.retries += 1;
    this.#withToken();
    return true;
  }

  /** A token may have been revoked before its time: it is fetched anew, once. */
  #renews(): boolean {
    const { token: request } = this.#plan;
    if (request === undefined || this.#token === undefined || this.#hasRenewed) return false;
    this.#parts.tokens.refused(request, this.#token);
    if (!this.#canRepeat() || this.#parts.tokens.current(request) === this.#token) return false;
    this.#hasRenewed = true;
    this.#parts.counts.retries += 1;
    this.#withToken();
    return true;
  }
}
