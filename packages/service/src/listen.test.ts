import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Listening, listen } from "./listen.ts";

/** Short, and the answer is waited for as long as it takes. */
const little = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
let server: Listening;
beforeAll(async () => {
  const options = { port: 0, address: "127.0.0.1", setting: "NONE" };
  server = await listen((request) => void request.resume(), options, little);
});
afterAll(() => server?.close(100));

function whatComesBackFor(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

it("says which setting moves a port that is taken, and that an address isn't this machine's", async () => {
  const nobody = () => undefined;
  const taken = { port: server.port, address: "127.0.0.1", setting: "ZERQ_TEST_PORT" };
  await expect(listen(nobody, taken)).rejects.toThrow(
    `port ${server.port} is taken; ZERQ_TEST_PORT moves it`,
  );
  await expect(listen(nobody, { ...taken, address: "192.0.2.1" })).rejects.toThrow(
    "this machine has no address 192.0.2.1; ZERQ_BIND_ADDRESS",
  );
});

it.each([
  ["its headers", "GET /api HTTP/1.1\r\nHost: a\r\nX-A: "],
  ["its body", "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"],
])("a caller that doesn't end %s in time hears 408, in the form of all errors", async (_what, bytes) => {
  const answer = await whatComesBackFor(bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*X-Request-ID: [\s\S]*"error":"request_timeout"/i);
});
