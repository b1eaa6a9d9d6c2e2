import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proxyHeader } from "../../test/proxy-header.ts";
import { crc32c, FIXED_BYTES, ProxyHeaderError, restLength, sourceOf } from "./proxy-header.ts";

const read = (header: Buffer) => {
  expect(restLength(header.subarray(0, FIXED_BYTES))).toBe(header.length - FIXED_BYTES);
  return sourceOf(header)?.text;
};

describe("a PROXY protocol header of version 2", () => {
  it("gives the source of TCP over IPv4 and IPv6, and nothing for the balancer itself", () => {
    expect(read(proxyHeader({ source: "203.0.113.7" }))).toBe("203.0.113.7");
    expect(read(proxyHeader({ source: "2001:db8::7" }))).toBe("2001:db8::7");
    expect(read(proxyHeader({ source: "::ffff:203.0.113.7" }))).toBe("203.0.113.7");
    expect(read(proxyHeader({ source: "203.0.113.7", command: 0x20 }))).toBeUndefined();
    expect(read(proxyHeader({ command: 0x20, family: 0, rest: Buffer.alloc(0) }))).toBeUndefined();
  });

  it("may have additions, and a checksum that is right", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    const additions = Buffer.concat([
      Buffer.from([0x02, 0, 3]),
      Buffer.from("api"),
      Buffer.from([3, 0, 4, 0, 0, 0, 0]),
    ]);
    const header = proxyHeader({ source: "203.0.113.7", additions });
    header.writeUInt32BE(crc32c(header), header.length - 4);
    expect(read(header)).toBe("203.0.113.7");
    header[16] = 1;
    expect(() => read(header)).toThrow("checksum");
  });

  it.each<[string, Buffer]>([
    ["version 1", Buffer.from("PROXY TCP4 203.0.113.7 203.0.113.8 1 2\r\n")],
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    ["none", Buffer.from("\r\n\r\n")],
    ["another version", proxyHeader({ source: "203.0.113.7", command: 0x31 })],
    ["another command", proxyHeader({ source: "203.0.113.7", command: 0x22 })],
    ["UDP", proxyHeader({ source: "203.0.113.7", family: 0x12 })],
    ["a Unix socket", proxyHeader({ family: 0x31, rest: Buffer.alloc(216) })],
    ["an unknown source", proxyHeader({ family: 0, rest: Buffer.alloc(0) })],
    ["addresses that are cut off", proxyHeader({ family: 0x21, rest: Buffer.alloc(12) })],
    ["a length beyond reason", proxyHeader({ source: "203.0.113.7", additions: Buffer.alloc(5_000) })],
    [
      "an addition that is cut off",
      proxyHeader({ source: "203.0.113.7", additions: Buffer.from([4, 0, 9, 1]) }),
    ],
    ["half an addition", proxyHeader({ source: "203.0.113.7", additions: Buffer.from([4, 0]) })],
    ["a short checksum", proxyHeader({ source: "203.0.113.7", additions: Buffer.from([3, 0, 1, 1]) })],
  ])("is refused for what it is: %s", (_what, bytes) => {
    expect(() => read(bytes)).toThrow(ProxyHeaderError);
  });

  it("is read or refused, whatever the bytes are, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isSigned) => {
        const start = isSigned ? proxyHeader({ source: "203.0.113.7" }).subarray(0, 12) : Buffer.alloc(0);
        const header = Buffer.concat([start, bytes]);
        try {
          restLength(header.subarray(0, FIXED_BYTES));
          sourceOf(header);
        } catch (error) {
          expect(error).toBeInstanceOf(ProxyHeaderError);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(true).toBe(true);
  });
});
