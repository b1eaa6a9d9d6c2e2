import type { AnswerControl, AnswerHandler } from "../src/upstream/http1/upstream-request.ts";

/** Keeps what an upstream answers to one request. */
export class AnswerRecorder implements AnswerHandler {
  control: AnswerControl | undefined;
  isWanted = true;
  status = 0;
  headers: string[] = [];
  body = "";
  trailers: string[] | undefined;
  error: (Error & { code?: string }) | undefined;
  /** How often the end or an error was told: once, if all is well. */
  endings = 0;
  #settle: (() => void) | undefined;
  readonly over = new Promise<void>((resolve) => {
    this.#settle = resolve;
  });
  #onHead: (() => void) | undefined;
  readonly begun = new Promise<void>((resolve) => {
    this.#onHead = resolve;
  });

  onRequestStart(control: AnswerControl): boolean {
    this.control = control;
    return this.isWanted;
  }

  onResponseStart(status: number, _text: string, headers: string[]): void {
    this.status = status;
    this.headers = headers;
    this.#onHead?.();
  }

  onResponseData(buffer: Buffer, start: number, end: number): void {
    this.body += buffer.toString("latin1", start, end);
  }

  onResponseEnd(trailers: string[] | undefined): void {
    this.trailers = trailers;
    this.#end();
  }

  onResponseError(error: Error): void {
    this.error = error;
    this.#end();
  }

  #end(): void {
    this.endings += 1;
    this.#settle?.();
  }
}
