import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { UpstreamProtocolError } from "./protocol-errors.ts";

/** Hears of a body that is being sent. */
export type BodyObserver = {
  /** @param waitsForUpstream whether the next step is the upstream's, which has to take what is on its way */
  onBodyProgress(waitsForUpstream: boolean): void;
  onBodySent(): void;
  onBodyError(error: Error): void;
};

/** Streams a request's body to an upstream at the pace at which that takes it. */
export class BodyWriter {
  readonly #socket: Socket;
  readonly #body: Readable;
  readonly #observer: BodyObserver;
  /** Bytes that are still announced; -1 when the body is sent in chunks. */
  #left: number;
  #isOver = false;

  constructor(socket: Socket, body: Readable, contentLength: number, observer: BodyObserver) {
    this.#socket = socket;
    this.#body = body;
    this.#left = contentLength;
    this.#observer = observer;
    body.on("data", (chunk: Buffer) => this.#write(chunk));
    body.on("end", () => this.#end());
    body.on("error", (error) => this.#fail(error));
  }

  /** Nothing more of it is wanted. */
  stop(): void {
    this.#isOver = true;
    this.#socket.off("drain", this.#resume);
    this.#body.destroy();
  }

  readonly #resume = () => {
    if (this.#isOver) return;
    this.#observer.onBodyProgress(false);
    this.#body.resume();
  };

  #write(chunk: Buffer): void {
    if (this.#isOver || chunk.length === 0) return;
    const isTaken = this.#left === -1 ? this.#writeChunk(chunk) : this.#writeCounted(chunk);
    if (this.#isOver) return;
    this.#observer.onBodyProgress(!isTaken);
    if (isTaken) return;
    this.#body.pause();
    this.#socket.once("drain", this.#resume);
  }

  #writeChunk(chunk: Buffer): boolean {
    this.#socket.cork();
    this.#socket.write(`${chunk.length.toString(16)}\r\n`, "latin1");
    this.#socket.write(chunk);
    const isTaken = this.#socket.write("\r\n", "latin1");
    this.#socket.uncork();
    return isTaken;
  }

  #writeCounted(chunk: Buffer): boolean {
    if (chunk.length > this.#left) {
      this.#fail(new UpstreamProtocolError("the body is longer than announced"));
      return false;
    }
    this.#left -= chunk.length;
    return this.#socket.write(chunk);
  }

  #end(): void {
    if (this.#isOver) return;
    if (this.#left > 0) {
      this.#fail(new UpstreamProtocolError("the body is shorter than announced"));
      return;
    }
    this.#isOver = true;
    if (this.#left === -1) this.#socket.write("0\r\n\r\n", "latin1");
    this.#observer.onBodySent();
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#observer.onBodyError(error);
  }
}
