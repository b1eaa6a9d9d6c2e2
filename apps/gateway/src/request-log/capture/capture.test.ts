import { gzipSync } from "node:zlib";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRoute, type RouteParts } from "../../../test/published-route.ts";
import { eventually, startTestGateway, type TestGateway } from "../../../test/started-gateway.ts";

const everything = { headers: true, requestBody: true, responseBody: true, maxBytes: 65_536 };
type Reply = { status?: number; headers?: Record<string, string>; body?: string | Buffer };

let gateway: TestGateway;
let reply: Reply = {};
beforeAll(async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(reply.status ?? 200, reply.headers ?? {});
    response.end(reply.body ?? "");
  });
  gateway = await startTestGateway({ upstream, settings: { GATEWAY_CAPTURE_MEMORY: "200000" } });
});
afterAll(() => gateway.stop());

async function route(capture: GatewayEntity<"proxy">["capture"], parts: RouteParts = {}) {
  const { path, caller } = await publishRoute(gateway, {
    ...parts,
    proxy: { methods: ["GET", "POST"], ...(capture !== undefined && { capture }), ...parts.proxy },
  });
  return async (init: RequestInit = {}, answer: Reply = {}, query = "") => {
    reply = answer;
    const got = await gateway.call(path + query, init, caller);
    await got.arrayBuffer();
    return { got, entry: await gateway.entryOf(got.headers.get("x-request-id")) };
  };
}
const post = (body: string | Buffer, contentType?: string): RequestInit => ({
  method: "POST",
  body: Buffer.from(body),
  headers: contentType === undefined ? {} : { "content-type": contentType },
});
const json = (body: unknown) => post(JSON.stringify(body), "application/json");

describe("what is captured", () => {
  it("is nothing unless the proxy asks, and then only what it asks for", async () => {
    const off = await (await route(undefined))(json({ a: 1 }), { body: "x" });
    expect([off.entry.headers, off.entry.bodies]).toEqual([undefined, undefined]);
    const one = await (await route({ ...everything, headers: false, responseBody: false }))(json({ a: 1 }), {
      body: "x",
    });
    expect(one.entry.headers).toBeUndefined();
    expect(one.entry.bodies).toMatchObject({ request: { content: '{"a":1}', bytes: 7 }, response: null });
  });

  it("is both bodies and the headers of both directions", async () => {
    const call = await route(everything);
    const { entry } = await call(
      { ...json({ amount: 5 }), headers: { "content-type": "application/json", "x-shop": "7" } },
      { status: 201, headers: { "content-type": "application/json", "x-upstream": "u" }, body: '{"id":9}' },
    );
    expect(entry).toMatchObject({
      status: 201,
      bodies: {
        request: { kind: "text", content: '{"amount":5}', contentType: "application/json", truncated: false },
        response: { kind: "text", content: '{"id":9}', bytes: 8 },
      },
    });
    expect(entry.headers?.request).toContainEqual(["x-shop", "7"]);
    expect(entry.headers?.response).toContainEqual(["x-upstream", "u"]);
  });

  it("ends at the limit, while the body itself goes through whole, and says so", async () => {
    const call = await route({ ...everything, maxBytes: 10 });
    const { entry } = await call(post("0123456789é"), { body: `012345678é${"x".repeat(50_000)}` });
    // A character that was cut in two is left out.
    expect(entry.bodies).toMatchObject({
      request: { content: "0123456789", bytes: 12, truncated: true },
      response: { content: "012345678", bytes: 50_011, truncated: true },
    });
    expect(gateway.upstream.requests.at(-1)?.body).toBe("0123456789é");
  });

  it("is bytes in base64 when it is no text, or encoded, and left out when it is multipart", async () => {
    const call = await route(everything);
    const bytes = Buffer.from([0, 255, 1, 2]);
    const packed = gzipSync('{"password":"x"}');
    const { entry } = await call(post(bytes), { headers: { "content-encoding": "gzip" }, body: packed });
    expect(entry.bodies?.request).toMatchObject({ kind: "base64", content: bytes.toString("base64") });
    expect(entry.bodies?.response).toMatchObject({
      kind: "base64",
      contentEncoding: "gzip",
      content: packed.toString("base64"),
    });
    const form = await call(post("--b\r\n\r\nhunter2\r\n--b--", "multipart/form-data; boundary=b"));
    expect(form.entry.bodies?.request).toMatchObject({ kind: "omitted", content: "a multipart body" });
  });

  it("fits into a batch whatever it is", async () => {
    const call = await route(everything);
    // Each of these needs two characters in JSON.
    const body = '"'.repeat(65_536);
    const { entry } = await call(post(body, "text/plain"), { body });
    expect([entry.bodies?.request?.content, entry.bodies?.response?.content]).toEqual([body, body]);
  });

  it("covers refusals behind the route, static answers and answers to HEAD", async () => {
    const refused = await route(everything, {
      proxy: { requestSchema: JSON.stringify({ type: "object", required: ["a"] }) },
    });
    const { entry } = await refused(json({ b: 1 }));
    expect(entry).toMatchObject({
      error: "validation_failed",
      bodies: { request: { content: '{"b":1}' }, response: { kind: "text" } },
    });
    expect(entry.bodies?.response?.content).toContain("validation_failed");
    const handler = { kind: "static", status: 200, headers: [{ name: "X-A", value: "b" }], body: "fixed" };
    const fixed = await (await route(everything, { proxy: { handler } }))();
    expect(fixed.entry.bodies).toMatchObject({ request: null, response: { content: "fixed" } });
    expect(fixed.entry.headers?.response).toContainEqual(["X-A", "b"]);
    const head = await (await route(everything, { proxy: { handler } }))({ method: "HEAD" });
    expect(head.entry.bodies).toBeUndefined();
  });
});

describe("secrets in what is captured", () => {
  it("are taken out of headers, by name and by form", async () => {
    const call = await route(everything);
    const { entry } = await call(
      {
        headers: {
          cookie: "sid=canary-1",
          "x-api-key": "canary-2",
          "x-auth-token": "canary-3",
          referer: "https://a.example/?access_token=canary-4&page=2",
          "x-note": "sent with Bearer canary-5",
        },
      },
      { headers: { "set-cookie": "sid=canary-6", location: "https://b.example/#id_token=canary-7" } },
    );
    const text = JSON.stringify(entry);
    expect(text).not.toContain("canary");
    expect(text).not.toContain("zerq_tok_");
    expect(entry.headers?.request).toContainEqual(["authorization", "[redacted]"]);
    expect(entry.headers?.request).toContainEqual([
      "referer",
      "https://a.example/?access_token=[redacted]&page=2",
    ]);
  });

  it.each([
    ["JSON", json({ user: "u", password: "canary", list: [{ Api_Key: ["canary", { a: "canary" }] }] })],
    ["JSON with an escaped name", post('{"pass\\u0077ord" : "canary","user":"u"}', "application/json")],
    ["JSON that breaks off", post('{"user":"u","secret":{"a":"canary', "application/vnd.x+json")],
    ["JSON in a string of JSON", json({ user: "u", echo: JSON.stringify({ password: "canary" }) })],
    ["such JSON that breaks off", post('{"user":"u","echo":"{\\"password\\":\\"canary', "application/json")],
    ["JSON that doesn't say so", post('{"user":"u","token":"canary"}', "text/plain")],
    ["a form", post("user=u&pass%77ord=canary", "application/x-www-form-urlencoded")],
    ["XML", post("<a><user>u</user><ns:password x='1'>canary</ns:password></a>", "application/soap+xml")],
    ["a URL in JSON", json({ user: "u", next: "https://b.example/?page=2&access_token=canary" })],
    [
      "such a URL with an escaped &",
      post('{"u":"/?page=2\\u0026token=canary\\u0026x=1"}', "application/json"),
    ],
    ["a URL in a string of JSON", json({ echo: JSON.stringify({ self: "/?token=canary", user: "u" }) })],
    ["a URL in plain text", post("user: see https://b.example/?token=canary", "text/plain")],
    ["a JWT in plain text", post("user eyJhbGciOiJIUzI1NiJ9.canary.canary", "text/plain")],
  ])("are taken out of %s", async (_what, init) => {
    const { entry } = await (await route(everything))(init, { headers: {}, body: "" });
    const content = entry.bodies?.request?.content ?? "";
    expect(content).toContain("u");
    expect(content).toContain("[redacted]");
    expect(content).not.toContain("canary");
  });

  it("are taken out where the route's own credential and rules have them", async () => {
    const id = "c".repeat(24);
    const credential = {
      id,
      name: "key",
      type: "api_key",
      fields: { keyIn: "header", keyName: "X-Partner" },
      secrets: { apiKey: gateway.config.seal("credential", id, "apiKey", "the-real-one") },
      origins: [],
    };
    const call = await route(everything, { credential });
    const { entry } = await call({ headers: { "x-partner": "canary" } }, { body: "" }, "?X-Partner=canary");
    expect(gateway.upstream.requests.at(-1)?.headers["x-partner"]).toBe("the-real-one");
    expect(JSON.stringify(entry)).not.toMatch(/canary|the-real-one/);
  });
});

it("holds no more than its memory, skips and counts what is beyond, and gives everything back", async () => {
  const call = await route(everything);
  const metric = async (name: string) => {
    const [found] = (await gateway.registry.getMetricsAsJSON()).filter((one) => one.name === name);
    return (found?.values[0] as { value: number } | undefined)?.value;
  };
  const before = (await metric("zerq_gateway_captures_skipped_total")) ?? 0;
  const body = "x".repeat(60_000);
  // Each holds 120 kB of the 200 kB until it is over.
  const answers = await Promise.all(Array.from({ length: 8 }, () => call(post(body), { body })));
  expect(answers.every(({ got }) => got.status === 200)).toBe(true);
  const skipped = answers.flatMap(({ entry }) =>
    [entry.bodies?.request, entry.bodies?.response].filter((one) => one?.truncated === true),
  );
  await eventually("the memory", async () =>
    (await metric("zerq_gateway_capture_bytes")) === 0 ? true : undefined,
  );
  expect(((await metric("zerq_gateway_captures_skipped_total")) ?? 0) - before).toBe(skipped.length);
});
