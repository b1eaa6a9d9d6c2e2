import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRoute } from "../published-route.ts";
import { rawRequest, sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal, malformed } from "./expect-refusal.ts";

let gateway: TestGateway;
let answer = "";
let hostile: Server;
let targetEndpoint: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  hostile = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(answer, "latin1"));
  }).listen(0, "127.0.0.1");
  await once(hostile, "listening");
  targetEndpoint = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await gateway.stop();
  hostile.close();
});

const get = (path: string, headers: string[] = []) =>
  asCaller(gateway.caller, `GET ${path} HTTP/1.1`, headers);

describe("from the caller", () => {
  it.each<[string, () => string]>([
    ["CR LF in a path parameter", () => get("/demo/items/a%0d%0aX-Injected:%20b")],
    ["LF in a path parameter", () => get("/demo/items/a%0ab")],
    ["NUL in a path parameter", () => get("/demo/items/a%00b")],
    ["CR in the query", () => get("/demo/accounts?a=\rX-Injected: b")],
    ["CR in X-Request-ID", () => get("/demo/accounts", ["X-Request-ID: a\rX-Injected: b"])],
    ["NUL in Origin", () => get("/demo/accounts", ["Origin: https://a\0.test"])],
    ["LF in Host", () => get("/demo/accounts").replace("gateway.test", "gateway.test\nX-Injected: b")],
  ])("%s is 400", async (_what, bytes) => {
    await expectRefusal(gateway, bytes(), malformed);
  });

  it("encoded line ends in the query go on as they came", async () => {
    expect((await sendRaw(gateway.port, get("/demo/accounts?a=%0d%0aX-Injected:b"))).status).toBe(200);
    const seen = gateway.upstream.requests.at(-1);
    expect(seen?.url).toBe("/v1/accounts?a=%0d%0aX-Injected:b");
    expect(seen?.headers).not.toHaveProperty("x-injected");
  });

  it("an origin that isn't allowed comes back nowhere", async () => {
    const { head } = await sendRaw(gateway.port, get("/demo/accounts", ["Origin: https://evil.test"]));
    expect(head).not.toMatch(/evil|access-control/i);
  });
});

describe("from an upstream", () => {
  it.each([
    ["a bare CR in a header", "X-A: a\rX-Injected: b"],
    ["a bare LF that hides a header's end", "X-A: a\nX B: b"],
    ["a NUL in a header", "X-A: a\0b"],
    ["a fold", "X-A: a\r\n Set-Cookie: b"],
    ["a name with a space", "X A: b"],
    ["another transfer coding", "Transfer-Encoding: gzip, chunked"],
    ["two lengths", "Content-Length: 0\r\nContent-Length: 5"],
  ])("%s is 502, and nothing of it reaches the caller", async (_what, line) => {
    const { path, caller } = await publishRoute(gateway, { collection: { targetEndpoint } });
    answer = `HTTP/1.1 200 OK\r\n${line}\r\nContent-Length: 0\r\n\r\n`;
    const got = await expectRefusal(gateway, asCaller(caller, `GET ${path} HTTP/1.1`), {
      code: "upstream_unreachable",
    });
    expect(got.text).not.toMatch(/injected|set-cookie/i);
  });

  it("a reason that is none is 502", async () => {
    const { path, caller } = await publishRoute(gateway, { collection: { targetEndpoint } });
    answer = "HTTP/1.1 200 a\0b\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
    await expectRefusal(gateway, asCaller(caller, `GET ${path} HTTP/1.1`), {
      code: "upstream_unreachable",
      deny: /status line/,
    });
  });

  it("endless interim answers are 502", async () => {
    const { path, caller } = await publishRoute(gateway, { collection: { targetEndpoint } });
    answer = "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n".repeat(500);
    await expectRefusal(gateway, asCaller(caller, `GET ${path} HTTP/1.1`), {
      code: "upstream_unreachable",
      deny: /interim/,
    });
  });
});

describe("from the config: the route is out of service", () => {
  const badNames = [
    "X-A\r\nX-Injected",
    "X A",
    "",
    "Host",
    "Transfer-Encoding",
    "Content-Length",
    "Connection",
  ];
  it.each([
    ...["a\r\nX-Injected: b", "a\nb", "a\rb", "a\0b"].map((value) => ["X-A", value] as const),
    ...badNames.map((name) => [name, "a"] as const),
  ])("request header %j with %j", async (name, value) => {
    await expectOut([{ name, direction: "request", op: "set", value }]);
  });

  it.each([
    ["X-A", "a\r\nX-Injected: b"],
    ["X-A\r\nX-Injected", "b"],
    ["Content-Length", "5"],
    ["Transfer-Encoding", "chunked"],
  ])("response header %j with %j", async (name, value) => {
    await expectOut([{ name, direction: "response", op: "set", value }]);
  });

  async function expectOut(rules: Parameters<TestGateway["config"]["rules"]>[2]): Promise<void> {
    const id = Array.from({ length: 24 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
    const headers = gateway.config.rules("collection", id, rules);
    const { path, caller } = await publishRoute(gateway, { collection: { id, headers } });
    await expectRefusal(gateway, asCaller(caller, `GET ${path} HTTP/1.1`), { code: "route_invalid" });
  }

  it("a maintenance message that looks like headers stays a text of the body", async () => {
    const message = 'back soon\r\nX-Injected: b\r\n\r\n<script>"';
    const { path, caller } = await publishRoute(gateway, {
      collection: { maintenance: { message, until: null } },
    });
    const got = await sendRaw(gateway.port, asCaller(caller, `GET ${path} HTTP/1.1`));
    expect([got.status, JSON.parse(got.body).message]).toEqual([503, message]);
    expect(got.head).not.toMatch(/injected/i);
  });
});

it("a refusal before identity echoes nothing of the request", async () => {
  const got = await sendRaw(
    gateway.port,
    rawRequest("GET /secret-path?secret-query HTTP/1.1", ["X-Secret: secret-value"]),
  );
  expect([got.status, /secret/i.test(got.text)]).toEqual([401, false]);
});
