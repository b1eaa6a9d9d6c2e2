import type { CapturedBodies, CapturedHeaders } from "@zerq/plane-protocol/captured";
import { BodyCapture } from "./body-capture.ts";
import type { CaptureBudget } from "./capture-budget.ts";
import type { CapturePlan } from "./capture-plan.ts";
import { capturedBody } from "./captured-body.ts";
import { headerOf, redactHeaders } from "./captured-headers.ts";

/** What the log keeps of one exchange, because its proxy asks for it. It is told what goes by, and holds nothing up. */
export class ExchangeCapture {
  readonly #plan: CapturePlan;
  readonly #request: BodyCapture | undefined;
  readonly #response: BodyCapture | undefined;
  #answerHeaders: readonly string[] | undefined;

  constructor(plan: CapturePlan, budget: CaptureBudget) {
    this.#plan = plan;
    if (plan.requestBody) this.#request = new BodyCapture(plan.maxBytes, budget);
    if (plan.responseBody) this.#response = new BodyCapture(plan.maxBytes, budget);
  }

  requestData(chunk: Uint8Array): void {
    this.#request?.take(chunk);
  }

  /** @param headers names and values in turn */
  answerStarted(headers: readonly string[]): void {
    this.#answerHeaders = headers;
  }

  answerData(chunk: Uint8Array): void {
    this.#response?.take(chunk);
  }

  /**
   * The parts of the log entry, once the exchange is over; it must be called, since it gives the memory back.
   * @param requestHeaders names and values in turn, as received
   */
  finish(requestHeaders: readonly string[]): { headers?: CapturedHeaders; bodies?: CapturedBodies } {
    const answerHeaders = this.#answerHeaders ?? [];
    const request = this.#body(this.#request, requestHeaders);
    const response = this.#body(this.#response, answerHeaders);
    return {
      ...(this.#plan.headers && { headers: this.#headers(requestHeaders) }),
      ...((request !== null || response !== null) && { bodies: { request, response } }),
    };
  }

  #body(capture: BodyCapture | undefined, headers: readonly string[]) {
    if (capture === undefined) return null;
    const labels = {
      contentType: headerOf(headers, "content-type"),
      contentEncoding: headerOf(headers, "content-encoding"),
    };
    return capturedBody(capture, labels, this.#plan.secretNames);
  }

  #headers(requestHeaders: readonly string[]): CapturedHeaders {
    const { secretNames } = this.#plan;
    const request = redactHeaders(requestHeaders, secretNames);
    const response =
      this.#answerHeaders === undefined ? undefined : redactHeaders(this.#answerHeaders, secretNames);
    return {
      request: request.pairs,
      response: response?.pairs ?? null,
      truncated: request.truncated || response?.truncated === true,
    };
  }
}
