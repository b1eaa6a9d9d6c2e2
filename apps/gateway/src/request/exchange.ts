import type { Duplex, Readable } from "node:stream";
import type { PresentedCertificate } from "@zerq/auth/certificates/presented-certificate";
import type { IpAddress } from "../address/ip-address.ts";
import type { ExchangeCapture } from "../request-log/capture/exchange-capture.ts";

/** The other end of a caller's connection; one object for each connection. */
export type Peer = {
  readonly address: IpAddress;
  readonly isTrusted: boolean;
  readonly isSecure: boolean;
};

/**
 * One request and its answer as the steps and the upstream side see it. The wire code behind it is `src/wire/`; nothing
 * else knows what the bytes are read from and written to.
 */
export type Exchange = {
  readonly method: string;
  /** The request target as received. */
  readonly target: string;
  readonly httpVersion: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  readonly peer: Peer;
  /** What the caller has presented in the handshake of this connection. */
  readonly certificate: PresentedCertificate | undefined;
  /** Whether an upgrade was asked for that this server may grant. */
  readonly isUpgrade: boolean;
  /** Status of the answer once its head is sent; 0 before. */
  readonly status: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Whether it is over: the answer is complete, or the connection gone. */
  readonly isClosed: boolean;
  /** Whether the answer was handed over as a whole; it may be on its way to the caller still. */
  readonly isEnded: boolean;
  /** Whether the whole answer was sent. */
  readonly isComplete: boolean;
  /** Where the answer comes from, to be told what happens at the caller's end. */
  source: AnswerSource | undefined;
  /** Keeps some of what goes by for the log; undefined on nearly all routes. */
  capture: ExchangeCapture | undefined;

  /** The request's body; its limit and the idle time between two pieces are held while it is read. */
  openBody(limits: BodyLimits): Readable;
  /** The connection closes after this answer: what else comes on it can't be trusted or isn't worth reading. */
  closeAfter(): void;
  /** Sends a whole answer. @param headers names and values in turn */
  answer(status: number, headers: string[], body: string): void;
  start(status: number, statusText: string, headers: string[]): void;
  /** @returns false when the caller is slow: the source has to pause until its `onDrain` */
  write(chunk: Uint8Array): boolean;
  end(trailers?: readonly [string, string][]): void;
  /** The last piece of a body whose length was announced, one character for each byte (ISO 8859-1), and the end. */
  endWith(text: string): void;
  /** Cuts the connection: an answer that has begun can't be mended. */
  destroy(): void;
  /** The caller's connection, when `isUpgrade`; nothing may be written to it before `beginUpgrade`. */
  upgradeSocket(): { socket: Duplex; head: Buffer };
  /** From here on the connection is the upgraded protocol's, and the exchange writes nothing to it any more. */
  beginUpgrade(): { socket: Duplex };
  endUpgrade(): void;
};

export type AnswerSource = {
  /** The caller has gone, or the request was refused meanwhile: nothing more is wanted. */
  onAbort(): void;
  /** The caller takes data again after `write` gave false. */
  onDrain(): void;
};

export type BodyLimits = {
  /** Most bytes. */
  readonly maxBytes: number;
  /** Milliseconds between two pieces; 0 for no limit. */
  readonly idleMs: number;
};
