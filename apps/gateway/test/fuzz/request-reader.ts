export type ReadRequest = {
  readonly method: string;
  readonly target: string;
  readonly requestIds: number;
  /** latin1; empty until the request has ended. */
  body: string;
};

export type RequestReaderEvents = {
  onHead(request: ReadRequest): void;
  onEnd(request: ReadRequest): void;
  onWrong(bytes: string): void;
};

type Framing = { readonly request: ReadRequest; readonly length: number };
const CHUNKED = -1;

/**
 * Reads what a gateway sends: the one form in which it writes requests (RFC 9112), and nothing that one could read in another
 * way. Whatever doesn't fit ends it.
 */
export class RequestReader {
  readonly #events: RequestReaderEvents;
  #text = "";
  #current: Framing | undefined;
  #isWrong = false;

  constructor(events: RequestReaderEvents) {
    this.#events = events;
  }

  push(text: string): void {
    if (this.#isWrong) return;
    this.#text += text;
    while (!this.#isWrong && this.#step());
  }

  #step(): boolean {
    const end = this.#text.indexOf("\r\n\r\n");
    if (this.#current === undefined) {
      if (end === -1) return false;
      return this.#begin(this.#text.slice(0, end + 2));
    }
    const { request, length } = this.#current;
    const read =
      length === CHUNKED ? this.#chunks() : this.#text.length < length ? undefined : this.#cut(length);
    if (read === undefined) return false;
    request.body = read;
    this.#current = undefined;
    this.#events.onEnd(request);
    return this.#text !== "";
  }

  #begin(head: string): boolean {
    this.#text = this.#text.slice(head.length + 2);
    const [, method = "", target = "", lines = ""] =
      /^([A-Z]+) (\/[!-~]*) HTTP\/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\t -~\x80-\xff]*\r\n)*)$/.exec(
        head,
      ) ?? [];
    const values = (name: string) => [...lines.matchAll(new RegExp(`^${name}: ?(.*)\r$`, "gim"))];
    const lengths = values("content-length");
    const codings = values("transfer-encoding");
    if (method === "" || lengths.length + codings.length > 1) return this.#wrong(head);
    const request = { method, target, requestIds: values("x-request-id").length, body: "" };
    const length = codings.length > 0 ? CHUNKED : Number(lengths[0]?.[1] ?? 0);
    if (!Number.isInteger(length) || (codings[0]?.[1] ?? "chunked") !== "chunked") return this.#wrong(head);
    this.#current = { request, length };
    this.#events.onHead(request);
    return true;
  }

  /** @returns the body once its last chunk is there */
  #chunks(): string | undefined {
    let body = "";
    let at = 0;
    for (;;) {
      const line = /^([0-9a-f]+)\r\n/i.exec(this.#text.slice(at, at + 20));
      if (line === null) {
        if (this.#text.length - at > 12) this.#wrong(this.#text.slice(at));
        return undefined;
      }
      const size = Number.parseInt(line[1] ?? "", 16);
      const from = at + line[0].length;
      at = from + size + 2;
      if (this.#text.length < at) return undefined;
      if (this.#text.slice(at - 2, at) !== "\r\n") {
        this.#wrong(this.#text.slice(from));
        return undefined;
      }
      body += this.#text.slice(from, from + size);
      if (size === 0) {
        this.#cut(at);
        return body;
      }
    }
  }

  #cut(length: number): string {
    const cut = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return cut;
  }

  #wrong(bytes: string): boolean {
    this.#isWrong = true;
    this.#events.onWrong(bytes.slice(0, 500));
    return false;
  }
}
