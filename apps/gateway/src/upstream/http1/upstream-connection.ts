import type { Socket } from "node:net";
import { type BodyObserver, BodyWriter } from "./body-writer.ts";
import { ChunkedDecoder, type ChunkSink } from "./chunked-decoder.ts";
import type { CoarseClock } from "./coarse-clock.ts";
import { HeadCollector } from "./head-collector.ts";
import { UpstreamClosedError, UpstreamProtocolError, UpstreamTimeoutError } from "./protocol-errors.ts";
import { requestHead } from "./request-head.ts";
import { CHUNKED, ResponseHead, UNTIL_CLOSE } from "./response-head.ts";
import type { AnswerControl, AnswerHandler, UpstreamRequest } from "./upstream-request.ts";

/** What a connection needs of its pool. */
export type ConnectionOwner = {
  readonly clock: CoarseClock;
  /** The value of `Host`. */
  readonly host: string;
  /** Its answer is complete, and the connection can be used again. */
  onFree(connection: UpstreamConnection): void;
  onClosed(connection: UpstreamConnection): void;
};

/** An upstream that goes on with interim answers never comes to the point. */
const MOST_INTERIM = 16;
/** Bytes; beyond it, copying costs more than a second write. */
const LARGEST_STRING = 16 * 1_024;

type Reading = "head" | "length" | "chunks" | "until-close";

/**
 * One connection to an upstream: HTTP/1.1 with one request at a time (RFC 9112). It is used again only when nothing about the
 * last answer was in doubt: complete, its request sent as a whole, and not one byte behind it.
 */
export class UpstreamConnection implements AnswerControl, BodyObserver, ChunkSink {
  /** On the clock of the owner; 0 when nothing is waited for. */
  deadline = 0;
  /** Until when it may be used again, while it is idle. */
  idleUntil = 0;
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #heads = new HeadCollector();
  readonly #head = new ResponseHead();
  readonly #chunks = new ChunkedDecoder();
  #handler: AnswerHandler | undefined;
  #request: UpstreamRequest | undefined;
  #writer: BodyWriter | undefined;
  #reading: Reading = "head";
  #interim = 0;
  #left = 0;
  #isPaused = false;

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.on("error", (error) => this.#fail(error));
    socket.on("end", () => this.#ended());
    socket.on("close", () => {
      this.#ended();
      owner.onClosed(this);
    });
  }

  get isUsable(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Milliseconds that the upstream has said it keeps the connection. */
  get keepAliveMs(): number | undefined {
    return this.#head.keepAliveMs;
  }

  /** Sends a request. @returns false when its handler doesn't want it any more; the connection is as before */
  send(request: UpstreamRequest, handler: AnswerHandler): boolean {
    const head = requestHead(request, this.#owner.host);
    if (!handler.onRequestStart(this)) return false;
    this.#handler = handler;
    this.#request = request;
    this.#reading = "head";
    this.#interim = 0;
    const { body } = request;
    if (body === null) this.#socket.write(head, "latin1");
    else if (Buffer.isBuffer(body)) this.#sendWhole(head, body);
    else {
      this.#socket.write(head, "latin1");
      this.deadline = 0;
      this.#writer = new BodyWriter(this.#socket, body, request.contentLength, this);
      return true;
    }
    this.deadline = this.#owner.clock.after(request.headersMs);
    return true;
  }

  /** Takes what has been read. @returns whether to go on reading */
  receive(buffer: Buffer, size: number): boolean {
    // Nobody has asked for these bytes, so nobody may get them.
    if (this.#handler === undefined) this.#socket.destroy();
    else {
      try {
        this.#consume(buffer, size);
      } catch (error) {
        this.#fail(error as Error);
      }
    }
    return !this.#isPaused;
  }

  /** What it waited for is overdue. */
  expire(): void {
    const what = this.#reading === "head" ? "no head of an answer" : "no more of the answer";
    this.#fail(new UpstreamTimeoutError(`${what} in time`));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  pause(handler: AnswerHandler): void {
    if (handler !== this.#handler || this.#isPaused) return;
    this.#isPaused = true;
    this.deadline = 0;
    this.#socket.pause();
  }

  resume(handler: AnswerHandler): void {
    if (handler !== this.#handler || !this.#isPaused) return;
    this.#isPaused = false;
    this.#awaitMore();
    this.#socket.resume();
  }

  abort(handler: AnswerHandler): void {
    if (handler !== this.#handler) return;
    this.#detach();
    this.#socket.destroy();
  }

  onBodyProgress(waitsForUpstream: boolean): void {
    // While the caller's next bytes are waited for, the time is the caller's.
    if (this.#reading !== "head" || this.#request === undefined) return;
    this.deadline = waitsForUpstream ? this.#owner.clock.after(this.#request.headersMs) : 0;
  }

  onBodySent(): void {
    this.#writer = undefined;
    if (this.#reading === "head" && this.#request !== undefined)
      this.deadline = this.#owner.clock.after(this.#request.headersMs);
  }

  onBodyError(error: Error): void {
    this.#fail(error);
  }

  onChunk(buffer: Buffer, start: number, end: number): void {
    this.#handler?.onResponseData(buffer, start, end, false);
  }

  #sendWhole(head: string, body: Buffer): void {
    if (body.length <= LARGEST_STRING) {
      this.#socket.write(head + body.toString("latin1"), "latin1");
      return;
    }
    this.#socket.cork();
    this.#socket.write(head, "latin1");
    this.#socket.write(body);
    this.#socket.uncork();
  }

  #consume(buffer: Buffer, size: number): void {
    let index = 0;
    while (index < size && this.#reading === "head") {
      index = this.#heads.collect(buffer, index, size);
      if (this.#heads.head === undefined) return;
      this.#takeHead(this.#heads.head, index === size);
      // Given up by its handler, or complete with the head.
      if (this.#handler === undefined) return;
    }
    if (index < size) this.#readBody(buffer, index, size);
  }

  /** @param isLast whether nothing has come behind it */
  #takeHead(text: string, isLast: boolean): void {
    const head = this.#head;
    head.read(text, this.#request?.method === "HEAD");
    if (head.status < 200) {
      this.#interim += 1;
      if (head.status === 101 || this.#interim > MOST_INTERIM)
        throw new UpstreamProtocolError(`an interim answer ${head.status} that nobody has asked for`);
      return;
    }
    this.#reading =
      head.length === CHUNKED ? "chunks" : head.length === UNTIL_CLOSE ? "until-close" : "length";
    this.#left = head.length;
    if (head.length === CHUNKED) this.#chunks.begin();
    this.#awaitMore();
    this.#handler?.onResponseStart(head.status, head.statusText, head.headers);
    if (head.length === 0) this.#finish(undefined, isLast);
  }

  #readBody(buffer: Buffer, start: number, size: number): void {
    this.#awaitMore();
    if (this.#reading === "chunks") {
      const behind = this.#chunks.decode(buffer, start, size, this);
      if (this.#chunks.isDone) this.#finish(this.#chunks.trailers, behind === size);
      return;
    }
    if (this.#reading === "until-close") {
      this.#handler?.onResponseData(buffer, start, size, false);
      return;
    }
    const end = Math.min(size, start + this.#left);
    this.#left -= end - start;
    this.#handler?.onResponseData(buffer, start, end, this.#left === 0);
    if (this.#left === 0) this.#finish(undefined, end === size);
  }

  #awaitMore(): void {
    const idleMs = this.#request?.idleBodyMs ?? 0;
    this.deadline = idleMs === 0 || this.#isPaused ? 0 : this.#owner.clock.after(idleMs);
  }

  /** @param isLast whether nothing has come behind the answer */
  #finish(trailers: string[] | undefined, isLast: boolean): void {
    // Undefined when the handler has given it up with its last piece.
    const handler = this.#handler;
    if (handler === undefined) return;
    const isReusable = isLast && this.#head.keepsAlive && this.#writer === undefined;
    this.#detach();
    if (isReusable) this.#owner.onFree(this);
    else this.#socket.destroy();
    handler.onResponseEnd(trailers);
  }

  /** The upstream sends nothing more, which ends some answers and breaks off the others. */
  #ended(): void {
    if (this.#reading === "until-close" && this.#socket.readableEnded && !this.#socket.errored)
      this.#finish(undefined, true);
    else this.#fail(new UpstreamClosedError("the upstream has closed the connection"));
  }

  #fail(error: Error): void {
    const handler = this.#handler;
    this.#detach();
    this.#socket.destroy();
    handler?.onResponseError(error);
  }

  #detach(): void {
    this.#handler = undefined;
    this.#request = undefined;
    this.#writer?.stop();
    this.#writer = undefined;
    this.#reading = "head";
    this.#heads.clear();
    this.deadline = 0;
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }
}
