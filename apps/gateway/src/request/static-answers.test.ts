import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ settings: { GATEWAY_MAX_BODY_BYTES: "1000" } });
});
afterAll(() => gateway.stop());

async function publishStatic(path: string, answer: object, more: object = {}) {
  const { config, collection } = gateway;
  const handler = { kind: "static", status: 200, headers: [], body: "", ...answer };
  const proxy = config.proxy({
    collectionId: collection.id,
    path,
    methods: ["GET", "POST"],
    handler,
    ...more,
  });
  await gateway.publish(config.put("proxy", proxy));
  return proxy;
}

describe("a static answer", () => {
  it("comes with its status, headers and body, without an upstream, and leaves its log entry", async () => {
    const { config, upstream } = gateway;
    const rules = config.rules("proxy", "0".repeat(24), [
      { name: "X-Rule", direction: "response", op: "set", value: "added" },
      { name: "X-Gone", direction: "response", op: "remove" },
    ]);
    const headers = [
      { name: "Content-Type", value: "application/json" },
      { name: "Set-Cookie", value: "a=1" },
      { name: "Set-Cookie", value: "b=2" },
      { name: "X-Gone", value: "x" },
    ];
    const answer = { status: 418, headers, body: '{"é":1}' };
    const proxy = await publishStatic("/teapot", answer, { id: "0".repeat(24), headers: rules });
    const seen = upstream.requests.length;
    const got = await gateway.call("/demo/teapot");
    expect([got.status, await got.text()]).toEqual([418, '{"é":1}']);
    expect(got.headers.get("content-type")).toBe("application/json");
    expect(got.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect([got.headers.get("x-rule"), got.headers.get("x-gone")]).toEqual(["added", null]);
    expect(upstream.requests).toHaveLength(seen);
    expect(await gateway.entryOf(got.headers.get("x-request-id"))).toMatchObject({
      status: 418,
      error: null,
      proxyId: proxy.id,
      route: "/demo/teapot",
      upstream: null,
      bytesOut: 8,
    });
  });

  it("is plain text when nothing else is said, and has no body for HEAD, 204 and 304", async () => {
    await publishStatic("/text", { body: "hello" });
    const text = await gateway.call("/demo/text");
    expect(text.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const head = await gateway.call("/demo/text", { method: "HEAD" });
    expect([await head.text(), head.headers.get("content-length")]).toEqual(["", "5"]);
    for (const status of [204, 304]) {
      await publishStatic(`/s${status}`, { status });
      const got = await gateway.call(`/demo/s${status}`);
      expect([got.status, got.headers.get("content-length")]).toEqual([status, null]);
    }
  });

  it("reads and drops a body, so that the connection can be used again, within the limit", async () => {
    await publishStatic("/drop", { body: "ok" });
    const identity = Object.entries(identityOf(gateway.caller)).map(([name, value]) => `${name}: ${value}`);
    const post = rawRequest("POST /demo/drop HTTP/1.1", [...identity, "Content-Length: 5"], "hello");
    const chunked = rawRequest(
      "POST /demo/drop HTTP/1.1",
      [...identity, "Transfer-Encoding: chunked"],
      "5\r\nhello\r\n0\r\n\r\n",
    );
    const { text } = await sendRaw(gateway.port, chunked + post, undefined, 2);
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    const large = await gateway.call("/demo/drop", { method: "POST", body: "x".repeat(1_001) });
    expect([large.status, ((await large.json()) as { error: string }).error]).toEqual([
      413,
      "body_too_large",
    ]);
  });

  it.each([
    ["without a status", { status: undefined }],
    ["with a status that ends nothing", { status: 101 }],
    ["with a body where none can be", { status: 304, body: "x" }],
    ["with a header that frames", { headers: [{ name: "Content-Length", value: "7" }] }],
    ["with a header that splits the answer", { headers: [{ name: "X-A", value: "a\r\nX-B: c" }] }],
  ])("is a deny-route %s", async (_what, wrong) => {
    const proxy = await publishStatic("/wrong", wrong);
    const got = await gateway.call("/demo/wrong");
    expect([got.status, ((await got.json()) as { error: string }).error]).toEqual([503, "route_invalid"]);
    await gateway.publish(gateway.config.remove("proxy", proxy.id));
  });

  it("is 500 when a rule's value is missing", async () => {
    const { config } = gateway;
    const rules = config.rules("proxy", "1".repeat(24), [
      { name: "X-Env", direction: "response", op: "set", value: { env: "NO_SUCH_VALUE" } },
    ]);
    await publishStatic("/env", {}, { id: "1".repeat(24), headers: rules });
    const got = await gateway.call("/demo/env");
    expect(got.status).toBe(500);
    expect(await gateway.entryOf(got.headers.get("x-request-id"))).toMatchObject({
      error: "credential_unavailable",
    });
  });
});
