import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { RequestContext } from "../request/context.ts";
import type { AnswerSource } from "../request/exchange.ts";
import { refuse } from "../request/refuse.ts";
import type { ForwardRoute } from "../snapshot/route.ts";
import type { AttemptOutcome } from "./attempts.ts";
import { downstreamHeaders, mayPass } from "./downstream-headers.ts";
import { upstreamError } from "./upstream-error.ts";

/** An upstream that has something to say beforehand says it once or twice. */
const MOST_INTERIM = 64;

/** An answer that could be read in two ways, or by nobody. */
class MalformedAnswerError extends Error {
  override readonly name = "MalformedAnswerError";
}

/**
 * Streams an upstream's answer to the caller: one object for each request, no closures. Back-pressure goes up, an abort goes
 * both ways, and an answer that breaks off is cut off, never completed.
 */
export class ForwardHandler implements Dispatcher.DispatchHandler, AnswerSource {
  readonly #context: RequestContext;
  readonly #route: ForwardRoute;
  /** Who hears how it went, on routes that may try again or count. */
  readonly #outcome: AttemptOutcome | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #isAborted = false;
  /** Bytes of the body that are still to come; -1 when its length isn't known. */
  #remaining = -1;
  #interimAnswers = 0;
  /** The last piece: it is held until the end of the answer, which comes in the same breath. */
  #last: Buffer | undefined;

  constructor(context: RequestContext, route: ForwardRoute, outcome?: AttemptOutcome) {
    this.#context = context;
    this.#route = route;
    this.#outcome = outcome;
  }

  /** The request is being written: from here on it counts as sent. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isAborted) controller.abort(new Error("the caller has gone"));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText?: string,
  ): void {
    if (status < 200) {
      this.#interim(controller);
      return;
    }
    const coding = headers["transfer-encoding"];
    if (coding !== undefined && String(coding).toLowerCase() !== "chunked") {
      // Nobody here undoes another coding, and the caller would never hear of it: its bytes would pass for the content.
      controller.abort(new MalformedAnswerError("a Transfer-Encoding other than chunked"));
      return;
    }
    if (this.#outcome?.answered(status) === true) {
      this.#isAborted = true;
      controller.abort(new Error("another attempt has taken over"));
      return;
    }
    const length = headers["content-length"];
    if (length !== undefined && this.#context.exchange.method !== "HEAD") this.#remaining = Number(length);
    this.#context.exchange.start(
      status,
      statusText ?? "",
      downstreamHeaders(this.#context, this.#route, status, headers),
    );
  }

  /** Interim answers (100, 103) are between the upstream and us; each of them would begin the wait for the real one anew. */
  #interim(controller: Dispatcher.DispatchController): void {
    this.#interimAnswers += 1;
    if (this.#interimAnswers > MOST_INTERIM)
      controller.abort(new MalformedAnswerError(`more than ${MOST_INTERIM} interim answers`));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#remaining === chunk.length) {
      this.#last = chunk;
      return;
    }
    if (this.#remaining > 0) this.#remaining -= chunk.length;
    if (!this.#context.exchange.write(chunk)) controller.pause();
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    const context = this.#context;
    context.upstreamEndedAt = performance.now();
    if (this.#last === undefined) context.exchange.end(passingTrailers(trailers));
    else context.exchange.endWith(this.#last);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#context.upstreamEndedAt = performance.now();
    if (this.#isAborted || this.#outcome?.failed(error, this.#controller !== undefined) === true) return;
    refuse(this.#context, upstreamError(error));
  }

  onAbort(): void {
    this.#isAborted = true;
    this.#outcome?.released();
    this.#controller?.abort(new Error("the caller has gone"));
  }

  onDrain(): void {
    this.#controller?.resume();
  }
}

function passingTrailers(trailers: IncomingHttpHeaders): [string, string][] | undefined {
  let passing: [string, string][] | undefined;
  for (const name in trailers) {
    const value = trailers[name];
    // A trailer must not set what a header could not, nor frame or route anything (RFC 9110 section 6.5.1).
    if (!mayPass(name) || name === "content-length" || name === "set-cookie" || value === undefined) continue;
    passing ??= [];
    for (const one of [value].flat()) passing.push([name, one]);
  }
  return passing;
}
