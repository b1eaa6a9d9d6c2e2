import { UpstreamProtocolError } from "./protocol-errors.ts";

const LARGEST_HEAD = 64 * 1_024;
/** Bytes of a read that are looked at first: most heads are complete in them, and bodies needn't become a string. */
const USUAL_HEAD = 2_048;
const END = "\r\n\r\n";

/** Finds where the head of an answer ends, in whatever pieces it comes. */
export class HeadCollector {
  /** The head without its empty line; undefined while it isn't complete. */
  head: string | undefined;
  #partial = "";

  /**
   * @returns the index behind the head, or `size` while it isn't complete
   * @throws UpstreamProtocolError for one that is too large
   */
  collect(buffer: Buffer, start: number, size: number): number {
    const before = this.#partial.length;
    // The end may have begun in the piece before.
    const from = Math.max(0, before - END.length + 1);
    let text = this.#partial + buffer.toString("latin1", start, Math.min(size, start + USUAL_HEAD));
    let end = text.indexOf(END, from);
    if (end === -1 && size > start + USUAL_HEAD) {
      text = this.#partial + buffer.toString("latin1", start, size);
      end = text.indexOf(END, from);
    }
    if (end > LARGEST_HEAD || (end === -1 && text.length > LARGEST_HEAD))
      throw new UpstreamProtocolError("the head of the answer is too large");
    if (end === -1) {
      this.#partial = text;
      this.head = undefined;
      return size;
    }
    this.#partial = "";
    this.head = text.slice(0, end);
    return start + end + END.length - before;
  }

  /** What was begun is given up. */
  clear(): void {
    this.#partial = "";
    this.head = undefined;
  }
}
