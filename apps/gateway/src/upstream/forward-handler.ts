import type { RequestContext } from "../request/context.ts";
import type { AnswerSource } from "../request/exchange.ts";
import { refuse } from "../request/refuse.ts";
import type { ForwardRoute } from "../snapshot/route.ts";
import type { AttemptOutcome } from "./attempts.ts";
import { downstreamHeaders, mayPass } from "./downstream-headers.ts";
import type { AnswerControl, AnswerHandler } from "./http1/upstream-request.ts";
import { upstreamError } from "./upstream-error.ts";

/** Bytes; beyond it, a copy of the bytes is cheaper than their string. */
const LARGEST_STRING = 16 * 1_024;

/**
 * Streams an upstream's answer to the caller: one object for each request, no closures. Back-pressure goes up, an abort goes
 * both ways, and an answer that breaks off is cut off, never completed.
 */
export class ForwardHandler implements AnswerHandler, AnswerSource {
  readonly #context: RequestContext;
  readonly #route: ForwardRoute;
  /** Who hears how it went, on routes that may try again or count. */
  readonly #outcome: AttemptOutcome | undefined;
  #control: AnswerControl | undefined;
  #isAborted = false;
  /** The last piece has ended the answer already. */
  #isEnded = false;

  constructor(context: RequestContext, route: ForwardRoute, outcome?: AttemptOutcome) {
    this.#context = context;
    this.#route = route;
    this.#outcome = outcome;
  }

  onRequestStart(control: AnswerControl): boolean {
    this.#control = control;
    return !this.#isAborted;
  }

  onResponseStart(status: number, statusText: string, headers: string[]): void {
    if (this.#outcome?.answered(status) === true) {
      this.#isAborted = true;
      this.#control?.abort(this);
      return;
    }
    const { exchange } = this.#context;
    exchange.start(status, statusText, downstreamHeaders(this.#context, this.#route, status, headers));
  }

  onResponseData(buffer: Buffer, start: number, end: number, isLast: boolean): void {
    const { exchange } = this.#context;
    if (isLast && end - start <= LARGEST_STRING) {
      this.#isEnded = true;
      this.#context.upstreamEndedAt = performance.now();
      exchange.endWith(buffer.toString("latin1", start, end));
      return;
    }
    // The buffer is used again for whatever is read next.
    if (!exchange.write(Buffer.from(buffer.subarray(start, end)))) this.#control?.pause(this);
  }

  onResponseEnd(trailers: string[] | undefined): void {
    this.#control = undefined;
    if (this.#isEnded) return;
    this.#context.upstreamEndedAt = performance.now();
    this.#context.exchange.end(trailers === undefined ? undefined : passingTrailers(trailers));
  }

  onResponseError(error: Error): void {
    const wasSent = this.#control !== undefined;
    this.#control = undefined;
    this.#context.upstreamEndedAt = performance.now();
    if (this.#isAborted || this.#outcome?.failed(error, wasSent) === true) return;
    refuse(this.#context, upstreamError(error));
  }

  onAbort(): void {
    this.#isAborted = true;
    this.#outcome?.released();
    this.#control?.abort(this);
  }

  onDrain(): void {
    this.#control?.resume(this);
  }
}

function passingTrailers(trailers: readonly string[]): [string, string][] | undefined {
  let passing: [string, string][] | undefined;
  for (let index = 0; index < trailers.length; index += 2) {
    const name = trailers[index] as string;
    // A trailer must not set what a header could not, nor frame or route anything (RFC 9110 section 6.5.1).
    if (!mayPass(name) || name === "content-length" || name === "set-cookie") continue;
    passing ??= [];
    passing.push([name, trailers[index + 1] as string]);
  }
  return passing;
}
