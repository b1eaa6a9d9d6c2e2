import type { Readable } from "node:stream";

/** A request as it goes to an upstream. */
export type UpstreamRequest = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, without `Host` and without anything that frames the message. */
  readonly headers: readonly string[];
  readonly body: Readable | Buffer | null;
  /** Bytes of the body; -1 when nobody knows before its end. */
  readonly contentLength: number;
  /** Milliseconds from the end of the request to the head of the answer. */
  readonly headersMs: number;
  /** Milliseconds between two pieces of the answer; 0 for no limit. */
  readonly idleBodyMs: number;
};

/** Hears of one request and its answer; nothing comes after `onResponseEnd` or `onResponseError`. */
export type AnswerHandler = {
  /** From here on the request counts as sent. @returns false when it isn't wanted any more: then nothing is sent */
  onRequestStart(control: AnswerControl): boolean;
  /** @param headers names in lower case and values, in turn */
  onResponseStart(status: number, statusText: string, headers: string[]): void;
  /**
   * A piece of the body: `buffer` from `start` to before `end`. Other bytes stand there when the call has returned.
   * @param isLast whether the body is complete with it
   */
  onResponseData(buffer: Buffer, start: number, end: number, isLast: boolean): void;
  /** @param trailers as the headers; undefined when there were none */
  onResponseEnd(trailers: string[] | undefined): void;
  onResponseError(error: Error): void;
};

/**
 * What a handler may do to its request. Connections are used again, so each call names the handler that it is from: one that
 * comes late does nothing to the next request.
 */
export type AnswerControl = {
  pause(handler: AnswerHandler): void;
  resume(handler: AnswerHandler): void;
  /** Gives the request up; nothing more is heard of it. */
  abort(handler: AnswerHandler): void;
};
