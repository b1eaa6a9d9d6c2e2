import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";

const answer = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const sockets: Socket[] = [];
const upstream = createServer((socket) => {
  const index = sockets.push(socket);
  socket.on("error", () => undefined);
  socket.on("data", () => socket.write(answer(`connection ${index}`)));
});
let gateway: TestGateway;

beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { port } = upstream.address() as AddressInfo;
  gateway = await startTestGateway({
    upstream: { url: `http://127.0.0.1:${port}`, port, requests: [], stop: async () => undefined },
  });
});
afterAll(async () => {
  await gateway.stop();
  for (const socket of sockets) socket.destroy();
  upstream.close();
});

it.each([
  ["a whole answer", answer("forged")],
  ["half an answer", "HTTP/1.1 200 OK\r\n"],
  ["an interim answer", "HTTP/1.1 103 Early Hints\r\nLink: forged\r\n\r\n"],
  ["nonsense", "forged"],
])(
  "closes an idle connection on which an upstream says %s unasked, and asks on another (threat 1)",
  async (_what, bytes) => {
    const first = await gateway.call("/demo/accounts");
    expect(await first.text()).toBe(`connection ${sockets.length}`);
    const idle = sockets.at(-1) as Socket;
    const closed = once(idle, "close");
    idle.write(bytes);
    await closed;
    const second = await gateway.call("/demo/accounts");
    expect([second.status, await second.text()]).toEqual([200, `connection ${sockets.length}`]);
    expect(sockets.at(-1)).not.toBe(idle);
  },
);
