import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { connect } from "node:tls";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readServerName } from "./server-name.ts";

const server = createServer();
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => void server.close());

/** The first bytes of a real client. */
async function hello(options: object): Promise<Buffer> {
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection");
  const client = connect({ port, host: "127.0.0.1", ...options });
  client.on("error", () => undefined);
  const [socket] = (await accepted) as [Socket];
  const [bytes] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  client.destroy();
  return bytes;
}

/** The same message in records of a few bytes (RFC 8446 section 5.1). */
function inRecords(bytes: Buffer, size: number): Buffer {
  const message = bytes.subarray(5);
  const count = Math.ceil(message.length / size);
  const records = Array.from({ length: count }, (_, index) => {
    const part = message.subarray(index * size, (index + 1) * size);
    return Buffer.concat([bytes.subarray(0, 3), Buffer.from([part.length >> 8, part.length & 255]), part]);
  });
  return Buffer.concat(records);
}

describe("the name in a ClientHello", () => {
  it.each(["TLSv1.2", "TLSv1.3"])("is the one that is asked for, with %s", async (maxVersion) => {
    const bytes = await hello({ servername: "api.example.com", maxVersion });
    expect(readServerName(bytes)).toEqual({ kind: "named", name: "api.example.com" });
    expect(readServerName(inRecords(bytes, 7))).toEqual({ kind: "named", name: "api.example.com" });
    expect(readServerName(await hello({ servername: "" }))).toEqual({ kind: "named", name: undefined });
  });

  it("is waited for while it is not all there", async () => {
    const bytes = await hello({ servername: "api.example.com" });
    for (let length = 0; length < bytes.length; length += 1)
      expect(readServerName(bytes.subarray(0, length))).toEqual({ kind: "incomplete" });
  });

  it.each<[string, Buffer]>([
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["another message", Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0])],
    ["one that is too long", Buffer.from([22, 3, 1, 0, 4, 1, 255, 255, 255])],
    ["lengths that lead out of it", Buffer.from([22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3])],
  ])("isn't looked for in what is none: %s", (_what, bytes) => {
    expect(readServerName(bytes)).toEqual({ kind: "named", name: undefined });
  });

  it("is never an exception, whatever is changed in it", async () => {
    const bytes = await hello({ servername: "api.example.com" });
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const changed = Buffer.from(bytes);
        for (const [index, byte] of changes) changed[index] = byte;
        expect(["incomplete", "named"]).toContain(readServerName(changed).kind);
      }),
    );
  });
});
