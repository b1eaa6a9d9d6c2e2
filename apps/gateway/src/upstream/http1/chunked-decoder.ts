import { readFieldLines } from "./field-lines.ts";
import { UpstreamProtocolError } from "./protocol-errors.ts";

/** Takes the pieces of a body: `buffer` from `start` to before `end`. */
export type ChunkSink = { onChunk(buffer: Buffer, start: number, end: number): void };

const LARGEST_LINE = 1_024;
const LARGEST_TRAILERS = 16 * 1_024;
const [CR, LF] = [0x0d, 0x0a];

/**
 * A chunk's size and its extensions, which are read over (RFC 9112 section 7.1.1). They have to be well formed all the same: in a
 * quoted string that isn't closed, somebody else may see the line's end at another place. Eleven hexadecimal digits are below what
 * a number counts exactly.
 */
const CHUNK_LINE =
  /^([0-9A-Fa-f]{1,11})(?:[\t ]*;[\t ]*[!#$%&'*+.^_`|~\w-]+(?:[\t ]*=[\t ]*(?:[!#$%&'*+.^_`|~\w-]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)*$/;

type Expected = "size" | "data" | "data-end" | "trailers" | "nothing";

/** Decodes a chunked body (RFC 9112 section 7.1), however it is cut into pieces. Lines end with CRLF and with nothing else. */
export class ChunkedDecoder {
  /** Names in lower case and values, in turn; undefined when there are none. */
  trailers: string[] | undefined;
  #expected: Expected = "nothing";
  #line = "";
  #left = 0;
  #trailerBytes = 0;

  /** A new body begins. */
  begin(): void {
    this.trailers = undefined;
    this.#expected = "size";
    this.#line = "";
    this.#trailerBytes = 0;
  }

  get isDone(): boolean {
    return this.#expected === "nothing";
  }

  /**
   * @returns the index behind the last byte that belongs to the body
   * @throws UpstreamProtocolError
   */
  decode(buffer: Buffer, start: number, end: number, sink: ChunkSink): number {
    let index = start;
    while (index < end && this.#expected !== "nothing") {
      if (this.#expected === "data") {
        const size = Math.min(this.#left, end - index);
        this.#left -= size;
        if (this.#left === 0) this.#expected = "data-end";
        sink.onChunk(buffer, index, index + size);
        index += size;
      } else {
        index = this.#readLine(buffer, index, end);
      }
    }
    return index;
  }

  /** Reads up to the end of a line, or of what is there of it. @returns the index behind it */
  #readLine(buffer: Buffer, start: number, end: number): number {
    const at = buffer.indexOf(LF, start);
    const lineEnd = at === -1 || at >= end ? end : at + 1;
    this.#line += buffer.toString("latin1", start, lineEnd);
    if (this.#line.length > LARGEST_LINE)
      throw new UpstreamProtocolError("a line of the chunked body is too long");
    if (lineEnd === end && buffer[end - 1] !== LF) return end;
    const line = this.#line;
    this.#line = "";
    if (line.charCodeAt(line.length - 2) !== CR)
      throw new UpstreamProtocolError("a line of the chunked body ends without CR");
    this.#takeLine(line.slice(0, -2));
    return lineEnd;
  }

  #takeLine(line: string): void {
    if (this.#expected === "size") {
      const size = CHUNK_LINE.exec(line)?.[1];
      if (size === undefined) throw new UpstreamProtocolError("a chunk's size can't be read");
      this.#left = Number.parseInt(size, 16);
      this.#expected = this.#left === 0 ? "trailers" : "data";
    } else if (this.#expected === "data-end") {
      if (line !== "") throw new UpstreamProtocolError("a chunk is longer than its size");
      this.#expected = "size";
    } else if (line === "") {
      this.#expected = "nothing";
    } else {
      this.#takeTrailer(line);
    }
  }

  #takeTrailer(line: string): void {
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > LARGEST_TRAILERS) throw new UpstreamProtocolError("the trailers are too large");
    readFieldLines(line, 0, (_role, name, value) => {
      this.trailers ??= [];
      this.trailers.push(name, value);
    });
  }
}
