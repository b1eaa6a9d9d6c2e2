import { type FieldRole, readFieldLines } from "./field-lines.ts";
import { UpstreamProtocolError } from "./protocol-errors.ts";

/** How the end of a body is found when it isn't a number of bytes. */
export const CHUNKED = -1;
export const UNTIL_CLOSE = -2;

/** Fifteen digits are below what a number counts exactly. */
const LENGTH = /^\d{1,15}$/;

/**
 * The head of an answer (RFC 9112). Whatever leaves more than one reading of where the answer ends is refused: two lengths, a
 * length beside a coding, any coding but one `chunked`.
 */
export class ResponseHead {
  status = 0;
  statusText = "";
  /** Names in lower case and values, in turn. */
  headers: string[] = [];
  /** Bytes of the body, CHUNKED or UNTIL_CLOSE. */
  length = 0;
  /** Whether the connection can be used again behind this answer. */
  keepsAlive = false;
  /** Milliseconds that the upstream keeps an idle connection; undefined when it doesn't say. */
  keepAliveMs: number | undefined;
  #declared = -1;
  #isChunked = false;
  readonly #take = (role: FieldRole, name: string, value: string) => {
    if (role !== "plain") this.#readers[role](value);
    this.headers.push(name, value);
  };

  readonly #readers: Readonly<Record<Exclude<FieldRole, "plain">, (value: string) => void>> = {
    "content-length": (value) => {
      if (this.#declared !== -1 || !LENGTH.test(value))
        throw new UpstreamProtocolError("the content length is no single number");
      this.#declared = Number(value);
    },
    "transfer-encoding": (value) => {
      if (this.#isChunked || value.toLowerCase() !== "chunked")
        throw new UpstreamProtocolError("the transfer coding is another than chunked");
      this.#isChunked = true;
    },
    connection: (value) => {
      this.keepsAlive = keepsAlive(value, this.keepsAlive);
    },
    "keep-alive": (value) => {
      const seconds = /(?:^|[\s,;])timeout=(\d{1,6})(?:$|[\s,;])/i.exec(value)?.[1];
      if (seconds !== undefined) this.keepAliveMs = Number(seconds) * 1_000;
    },
  };

  /**
   * @param text the head up to its empty line
   * @param isHead whether the request was a HEAD, whose answer has no body whatever its headers say
   * @throws UpstreamProtocolError
   */
  read(text: string, isHead: boolean): void {
    this.#declared = -1;
    this.#isChunked = false;
    this.headers = [];
    this.keepAliveMs = undefined;
    const minor = this.#readStatusLine(text);
    const lines = text.indexOf("\r\n");
    if (lines !== -1) readFieldLines(text, lines + 2, this.#take);
    if (this.#isChunked && (this.#declared !== -1 || minor === 0))
      throw new UpstreamProtocolError("a transfer coding beside a length, or in HTTP/1.0");
    this.#frame(isHead);
  }

  /** @returns the minor version */
  #readStatusLine(text: string): number {
    const line = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?(?:\r\n|$)/.exec(text);
    if (line === null) throw new UpstreamProtocolError("the status line can't be read");
    const minor = Number(line[1]);
    this.status = Number(line[2]);
    this.statusText = line[3] ?? "";
    // A connection of HTTP/1.0 is never used again: what that version says of it is too unclear.
    this.keepsAlive = minor === 1;
    return minor;
  }

  /** RFC 9112 section 6.3. */
  #frame(isHead: boolean): void {
    if (isHead || this.status < 200 || this.status === 204 || this.status === 304) this.length = 0;
    else if (this.#isChunked) this.length = CHUNKED;
    else if (this.#declared !== -1) this.length = this.#declared;
    else {
      this.length = UNTIL_CLOSE;
      this.keepsAlive = false;
    }
  }
}

function keepsAlive(value: string, before: boolean): boolean {
  if (value === "keep-alive") return before;
  return before && !/(?:^|[\s,])close(?:$|[\s,])/i.test(value);
}
