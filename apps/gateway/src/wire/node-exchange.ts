import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex, Readable } from "node:stream";
import type { PresentedCertificate } from "@zerq/auth/certificates/presented-certificate";
import type { RequestContext } from "../request/context.ts";
import type { AnswerSource, BodyLimits, Exchange, Peer } from "../request/exchange.ts";
import type { ExchangeCapture } from "../request-log/capture/exchange-capture.ts";
import { lingerBehind } from "./linger.ts";
import { presentedOn } from "./presented-on.ts";
import { RequestBody } from "./request-body.ts";

/** A response that knows its exchange, so that its events need no closure for each request. */
export class GatewayResponse extends ServerResponse {
  exchange: NodeExchange | undefined;
}

const reasonPhrase = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Hears what becomes of exchanges; one object for all of them. With a closure for each request the garbage collector kept
 * most of them until its next full run, which cost more than the request.
 */
export type ExchangeObserver = {
  /** Called once when it is over, whichever way. */
  closed(exchange: NodeExchange): void;
  /** Called for trouble with the bytes of the request while it has no answer yet. */
  failed(exchange: NodeExchange, error: Error): void;
};

/** What all requests of one listener have in common. */
export type ListenerState = {
  /** Milliseconds that a caller may take no byte of its answer. */
  readonly sendTimeoutMs: number;
  /** Answers say that their connection closes. */
  isDraining: boolean;
};

/** How a request came. */
export type Arrival = {
  /** Whether the caller waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  /** What came behind the head of a request that asks for an upgrade. */
  readonly upgradeHead: Buffer | undefined;
};

/** `Exchange` on node:http. */
export class NodeExchange implements Exchange {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
  readonly peer: Peer;
  status = 0;
  bytesOut = 0;
  isClosed = false;
  source: AnswerSource | undefined;
  capture: ExchangeCapture | undefined;
  /** What the request became; kept here for whoever observes the exchange. */
  context: RequestContext | undefined;
  observer: ExchangeObserver | undefined;
  readonly #request: IncomingMessage;
  readonly #response: GatewayResponse;
  readonly #listener: ListenerState;
  readonly #arrival: Arrival;
  #body: RequestBody | undefined;
  #isStalled = false;

  constructor(
    request: IncomingMessage,
    response: GatewayResponse,
    peer: Peer,
    listener: ListenerState,
    arrival: Arrival,
  ) {
    this.#listener = listener;
    this.#arrival = arrival;
    this.#request = request;
    this.#response = response;
    this.method = request.method ?? "";
    this.target = request.url ?? "";
    this.httpVersion = request.httpVersion;
    this.rawHeaders = request.rawHeaders;
    this.peer = peer;
    response.exchange = this;
    response.on("close", onResponseClose);
  }

  get certificate(): PresentedCertificate | undefined {
    return presentedOn(this.#request.socket);
  }

  get isUpgrade(): boolean {
    return this.#arrival.upgradeHead !== undefined;
  }

  get bytesIn(): number {
    return this.#body?.bytes ?? 0;
  }

  openBody(limits: BodyLimits): Readable {
    // Only now does the caller hear that its body is wanted: all checks have been passed (RFC 9110 section 10.1.1).
    if (this.#arrival.expectsContinue) this.#response.writeContinue();
    this.#body = new RequestBody(this.#request, limits, this.capture);
    return this.#body;
  }

  /** Whether the connection closes after this one's answer. */
  get isLast(): boolean {
    return !this.#response.shouldKeepAlive;
  }

  closeAfter(): void {
    this.#response.shouldKeepAlive = false;
  }

  /** Whether all bytes of the request are here: what is wrong with those behind it is not its own. */
  get isReceived(): boolean {
    return this.#request.complete;
  }

  /** Closes the connection once the answer is out, even if its head says something else; those before it go out first. */
  closeWhenAnswered(): void {
    const { socket } = this.#request;
    this.closeAfter();
    if (this.#response.writableFinished) socket.destroySoon();
    else this.#response.once("finish", () => socket.destroySoon());
  }

  answer(status: number, headers: string[], body: string): void {
    const response = this.#response;
    const size = Buffer.byteLength(body);
    this.status = status;
    this.#decideOnConnection();
    // No body, so no length: with 304 it would be that of another answer (RFC 9110 section 8.6).
    if (size === 0 && (status === 204 || status === 304)) {
      if (this.capture !== undefined) this.capture.answerStarted(headers);
      response.writeHead(status, headers);
      response.end();
      return;
    }
    headers.push("Content-Length", String(size));
    if (this.capture !== undefined) this.#captureAnswer(headers, body);
    response.writeHead(status, headers);
    if (this.method !== "HEAD") this.bytesOut = size;
    response.end(body);
  }

  start(status: number, statusText: string, headers: string[]): void {
    this.status = status;
    this.#decideOnConnection();
    if (this.capture !== undefined) this.capture.answerStarted(headers);
    // An upstream chooses this text, and node:http throws at what may not stand there (RFC 9112 section 4).
    this.#response.writeHead(status, reasonPhrase.test(statusText) ? statusText : "", headers);
  }

  write(chunk: Uint8Array): boolean {
    this.bytesOut += chunk.length;
    if (this.capture !== undefined) this.capture.answerData(chunk);
    if (this.#response.write(chunk)) return true;
    this.#stall();
    return false;
  }

  end(trailers?: readonly [string, string][]): void {
    // Trailers need the chunked form; without it there is no place for them.
    if (trailers !== undefined && this.#response.chunkedEncoding) this.#response.addTrailers([...trailers]);
    this.#response.end();
  }

  endWith(text: string): void {
    this.bytesOut += text.length;
    if (this.capture !== undefined) this.capture.answerData(Buffer.from(text, "latin1"));
    // Head and a small body go out as one string, byte for byte, which is cheaper than a vector of two buffers.
    this.#response.end(text, "latin1");
  }

  destroy(): void {
    // After an upgrade the response has let go of the connection.
    if (this.status === 101) this.#request.socket.destroy();
    else this.#response.destroy();
  }

  /** The request's bytes went wrong. @returns false when the answer has begun, and all that is left is to cut it off */
  fail(error: Error): boolean {
    if (this.isClosed || this.status !== 0) return false;
    this.source?.onAbort();
    this.observer?.failed(this, error);
    return true;
  }

  upgradeSocket(): { socket: Duplex; head: Buffer } {
    return { socket: this.#request.socket, head: this.#arrival.upgradeHead ?? Buffer.alloc(0) };
  }

  beginUpgrade(): { socket: Duplex } {
    const { socket } = this.#request;
    this.status = 101;
    this.#response.detachSocket(socket);
    return { socket };
  }

  endUpgrade(): void {
    this.bytesOut = this.#request.socket.bytesWritten;
    this.close();
  }

  /** Its connection has closed, or its answer is complete. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.status !== 101 && !this.#response.writableFinished) this.source?.onAbort();
    this.observer?.closed(this);
  }

  get isEnded(): boolean {
    return this.#response.writableEnded;
  }

  /** Whether the answer reached the socket as a whole. */
  get isComplete(): boolean {
    return this.status === 101 || this.#response.writableFinished;
  }

  drained(): void {
    this.#isStalled = false;
    this.#response.socket?.setTimeout(0);
    this.source?.onDrain();
  }

  #decideOnConnection(): void {
    if (this.#leavesBody()) {
      this.closeAfter();
      lingerBehind(this.#request);
    } else if (this.#listener.isDraining) this.closeAfter();
  }

  #captureAnswer(headers: readonly string[], body: string): void {
    this.capture?.answerStarted(headers);
    if (this.method !== "HEAD") this.capture?.answerData(Buffer.from(body));
  }

  #stall(): void {
    if (this.#isStalled) return;
    this.#isStalled = true;
    const { socket } = this.#response as { socket: Socket | null };
    // node:http cuts the connection when this runs out and nobody listens for it.
    socket?.setTimeout(this.#listener.sendTimeoutMs);
    this.#response.once("drain", onResponseDrain);
  }

  /** A body that nobody will read would have to be swallowed first; the connection isn't worth that. */
  #leavesBody(): boolean {
    const request = this.#request;
    if (request.complete || (this.#body !== undefined && !this.#body.destroyed)) return false;
    return "content-length" in request.headers || "transfer-encoding" in request.headers;
  }
}

function onResponseClose(this: GatewayResponse): void {
  this.exchange?.close();
}

function onResponseDrain(this: GatewayResponse): void {
  this.exchange?.drained();
}
