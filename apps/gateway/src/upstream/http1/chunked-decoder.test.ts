import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { UpstreamProtocolError } from "./protocol-errors.ts";

/** Decodes what comes in these pieces; the bytes behind the body as well. */
function decode(pieces: readonly Buffer[]) {
  const decoder = new ChunkedDecoder();
  const body: Buffer[] = [];
  const behind: Buffer[] = [];
  decoder.begin();
  const sink = {
    onChunk: (buffer: Buffer, start: number, end: number) =>
      void body.push(Buffer.from(buffer.subarray(start, end))),
  };
  for (const piece of pieces) behind.push(piece.subarray(decoder.decode(piece, 0, piece.length, sink)));
  return {
    body: Buffer.concat(body).toString("latin1"),
    behind: Buffer.concat(behind).toString("latin1"),
    isDone: decoder.isDone,
    trailers: decoder.trailers,
  };
}

const whole = (text: string) => decode([Buffer.from(text, "latin1")]);

describe("a chunked body", () => {
  it("is the same however it is cut, and ends where it ends", () => {
    const parts = fc.array(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        parts,
        fc.boolean(),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (chunks, withTrailer, sizes) => {
          const text = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
          const bytes = Buffer.from(`${text}0\r\n${withTrailer ? "X-Sum: 1\r\n" : ""}\r\nHTTP/1.1`, "latin1");
          const pieces: Buffer[] = [];
          for (let from = 0; from < bytes.length; ) {
            const size = sizes.next().value as number;
            pieces.push(bytes.subarray(from, from + size));
            from += size;
          }
          expect(decode(pieces)).toEqual({
            body: chunks.join(""),
            behind: "HTTP/1.1",
            isDone: true,
            trailers: withTrailer ? ["x-sum", "1"] : undefined,
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("may have extensions, leading zeros and capital digits", () => {
    expect(whole('00A ; x = "1\\";" ;y\r\n0123456789\r\n0\r\n\r\n')).toMatchObject({
      body: "0123456789",
      isDone: true,
    });
  });

  it("isn't done before its last line", () => {
    expect(whole("1\r\na\r\n0\r\n").isDone).toBe(false);
  });

  it.each([
    ["a bare LF behind the size", "1\na\r\n0\r\n\r\n"],
    ["a bare CR inside a line", "1\r;x\r\na\r\n0\r\n\r\n"],
    ["a quoted extension that isn't closed", '1;x="\r\n"\r\na\r\n0\r\n\r\n'],
    ["an extension without a name", "1;\r\na\r\n0\r\n\r\n"],
    ["a signed size", "+1\r\na\r\n0\r\n\r\n"],
    ["a size with a prefix", "0x1\r\na\r\n0\r\n\r\n"],
    ["an empty size", "\r\na\r\n0\r\n\r\n"],
    ["a space before the size", " 1\r\na\r\n0\r\n\r\n"],
    ["a size that no number counts", "ffffffffffffffff\r\na"],
    ["more data than the size", "1\r\nab\r\n0\r\n\r\n"],
    ["no line end behind the data", "1\r\naX0\r\n\r\n"],
    ["an endless size line", `1;${"x".repeat(2_000)}`],
    ["a trailer that isn't a header", "0\r\nnonsense\r\n\r\n"],
    ["endless trailers", `0\r\n${"X-A: 1234567890\r\n".repeat(2_000)}`],
  ])("with %s is refused", (_name, text) => {
    expect(() => whole(text)).toThrow(UpstreamProtocolError);
  });
});
