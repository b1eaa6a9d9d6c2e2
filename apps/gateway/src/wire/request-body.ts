import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { AppError } from "@zerq/errors/app-error";
import { CallerGoneError } from "../request/caller-gone-error.ts";
import type { BodyLimits } from "../request/exchange.ts";
import type { ExchangeCapture } from "../request-log/capture/exchange-capture.ts";

/**
 * A request's body between the caller and the upstream: it counts, holds the limit and the idle time, and keeps apart what the
 * ends do to it. Destroying it (an upstream that answers early does) leaves the caller's connection alone, so that the answer
 * still gets there.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #limits: BodyLimits;
  readonly #capture: ExchangeCapture | undefined;
  #idle: NodeJS.Timeout | undefined;
  #bytes = 0;
  #isFlowing = false;

  constructor(request: IncomingMessage, limits: BodyLimits, capture?: ExchangeCapture) {
    super({ highWaterMark: 64 * 1024 });
    this.#request = request;
    this.#limits = limits;
    this.#capture = capture;
  }

  get bytes(): number {
    return this.#bytes;
  }

  override _read(): void {
    if (this.#isFlowing) {
      this.#request.resume();
      this.#watch();
      return;
    }
    this.#isFlowing = true;
    this.#request.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#request.on("end", () => this.#finish());
    this.#request.on("error", (error) => this.destroy(new CallerGoneError(error)));
    this.#watch();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.#idle);
    // What still comes is read and dropped, so that the connection can be used or closed cleanly.
    this.#request.removeAllListeners("data");
    this.#request.resume();
    callback(error);
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#capture !== undefined) this.#capture.requestData(chunk);
    if (this.#bytes > this.#limits.maxBytes) {
      this.destroy(new AppError("body_too_large", { log: `more than ${this.#limits.maxBytes} bytes` }));
      return;
    }
    clearTimeout(this.#idle);
    if (this.push(chunk)) this.#watch();
    else this.#request.pause();
  }

  #finish(): void {
    clearTimeout(this.#idle);
    // An aborted request also ends; only a complete one is a body.
    if (this.#request.complete) this.push(null);
    else this.destroy(new CallerGoneError());
  }

  #watch(): void {
    clearTimeout(this.#idle);
    if (this.#limits.idleMs === 0) return;
    this.#idle = setTimeout(() => {
      this.destroy(
        new AppError("request_timeout", { log: `no byte of the body for ${this.#limits.idleMs} ms` }),
      );
    }, this.#limits.idleMs);
  }
}
