/** What may become of an upstream's answer. */
export type Delivery =
  /** The caller gets its status and exactly its body. */
  | "whole"
  /** The caller gets the gateway's own refusal, and not a byte of it. */
  | "refused"
  /** Refused, or begun and then cut off: never an answer that looks complete. */
  | "broken"
  /** Any of these; when it looks complete, then with exactly its body. */
  | "any";

/** The bytes that an upstream answers with, and what a gateway may make of them. */
export type Answer = {
  /** latin1. */
  readonly wire: string;
  readonly status: number;
  readonly body: string;
  readonly delivery: Delivery;
  /** Whether the connection may carry another request: never when somebody could see the end of the answer elsewhere. */
  readonly reuse: boolean;
  /** What the upstream does after the last byte. */
  readonly ending: "keep" | "end" | "reset";
  /** From here to the end the bytes go out in one piece, so that nobody can take what follows the answer for something new. */
  readonly glueAt?: number;
};

export type AnswerPlan = Answer & {
  readonly family: string;
  readonly tag: string;
  readonly method: "GET" | "HEAD" | "POST";
  /** What the caller sends; empty without a body. */
  readonly requestBody: string;
  readonly isRequestChunked: boolean;
  /** The answer goes out before the request's body has been read. */
  readonly isEarly: boolean;
  /** The wire in the pieces in which it is written. */
  readonly pieces: readonly string[];
};
