import { createServer } from "node:http";
import { type AddressInfo, createServer as createNetServer } from "node:net";
import { startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  const upstream = await startUpstream((request, response) => {
    if (request.url?.startsWith("/v1/things/no-content") === true) {
      response.writeHead(204, { "x-upstream": "1" }).end();
      return;
    }
    if (request.url?.startsWith("/v1/things/not-modified") === true) {
      response.writeHead(304, { etag: '"1"' }).end();
      return;
    }
    response.writeHead(200, {
      "content-type": "text/plain",
      "set-cookie": ["a=1", "b=2"],
      connection: "keep-alive, x-hop",
      "x-hop": "1",
      "x-request-id": "of-the-upstream",
      "x-zerq-secret": "1",
      "access-control-allow-origin": "*",
      "access-control-allow-credentials": "true",
      "x-remove": "1",
      "x-replace": "upstream",
    });
    response.end(request.url);
  });
  gateway = await startTestGateway({ upstream, settings: { GATEWAY_UPSTREAM_HEADERS_TIMEOUT: "500ms" } });
});
afterAll(() => gateway.stop());

/** Publishes a collection with one proxy at `/x` → `/y` and a caller for it. */
async function publishRoute(
  basePath: string,
  make: (ids: { collectionId: string; proxyId: string }) => {
    collection?: object;
    proxy?: object;
    credential?: ReturnType<TestGateway["config"]["apiKey"]>;
  },
) {
  const { config } = gateway;
  const collection = config.collection({ basePath, targetEndpoint: gateway.upstream.url });
  const proxy = config.proxy({
    collectionId: collection.id,
    path: "/x",
    handler: { kind: "forward", targetPath: "/y" },
  });
  const extra = make({ collectionId: collection.id, proxyId: proxy.id });
  const client = config.client({ collectionIds: [collection.id] });
  const { profile, caller } = config.profile({ clientId: client.id });
  await gateway.publish(
    ...(extra.credential === undefined ? [] : [config.put("credential", extra.credential)]),
    config.put("collection", { ...collection, ...extra.collection }),
    config.put("proxy", { ...proxy, ...extra.proxy }),
    config.put("client", client),
    config.put("profile", profile),
  );
  return { caller, collection, proxy, client };
}

const lastSeen = () => gateway.upstream.requests.at(-1);

describe("a forwarded request", () => {
  it("leaves a log entry with everything that a success has", async () => {
    const answer = await gateway.call("/demo/items/42?limit=10", { headers: { "user-agent": "test-agent" } });
    expect(await answer.text()).toBe("/v1/things/42?limit=10");
    const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
    expect(entry).toMatchObject({
      method: "GET",
      path: "/demo/items/42",
      route: "/demo/items/{id}",
      upstream: gateway.upstream.url,
      status: 200,
      error: null,
      deny: null,
      bytesIn: 0,
      bytesOut: 22,
      clientId: gateway.client.id,
      profileId: gateway.profile.id,
      collectionId: gateway.collection.id,
      proxyId: gateway.items.id,
      ip: "127.0.0.1",
      userAgent: "test-agent",
      gateway: "test/0",
    });
    expect(entry.latencyMs).toBeGreaterThan(0);
    expect(entry.upstreamMs).toBeGreaterThan(0);
    expect(entry.latencyMs).toBeGreaterThanOrEqual(entry.upstreamMs ?? Number.POSITIVE_INFINITY);
    expect(entry.id).not.toBe("");
  });

  it("keeps the query byte for byte", async () => {
    const query = "?a=1&a=2&b=%20x+y&c&=&d=%2F../&e='";
    await sendRaw(
      gateway.port,
      rawRequest(
        `GET /demo/accounts${query} HTTP/1.1`,
        Object.entries(identityOf(gateway.caller)).map((pair) => pair.join(": ")),
      ),
    );
    expect(lastSeen()?.url).toBe(`/v1/accounts${query}`);
  });

  it("sends a body on with its length, whatever the method", async () => {
    const answer = await gateway.call("/demo/items/1", {
      method: "PUT",
      body: "hello",
      headers: { "content-type": "text/plain" },
    });
    expect(answer.status).toBe(200);
    expect(lastSeen()).toMatchObject({ method: "PUT", body: "hello" });
    expect(lastSeen()?.headers).toMatchObject({ "content-length": "5", "content-type": "text/plain" });
    const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
    expect(entry.bytesIn).toBe(5);
  });

  it("passes 204 and 304 on without a body, and the connection stays usable", async () => {
    const empty = await gateway.call("/demo/items/no-content");
    expect([empty.status, empty.headers.get("x-upstream"), await empty.text()]).toEqual([204, "1", ""]);
    const same = await gateway.call("/demo/items/not-modified");
    expect([same.status, same.headers.get("etag")]).toEqual([304, '"1"']);
  });

  it("filters the upstream's headers: hop-by-hop, CORS, and the gateway's own names", async () => {
    const answer = await gateway.call("/demo/accounts");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    for (const name of [
      "x-hop",
      "x-zerq-secret",
      "access-control-allow-origin",
      "access-control-allow-credentials",
    ]) {
      expect(answer.headers.get(name), name).toBeNull();
    }
    expect(answer.headers.get("x-request-id")).not.toContain("upstream");
  });
});

describe("header rules", () => {
  it("apply in the order collection, proxy, credential, in both directions", async () => {
    const { caller } = await publishRoute("/rules", ({ collectionId, proxyId }) => {
      const { config } = gateway;
      const credential = config.apiKey("the-key", { fields: { keyIn: "header", keyName: "X-Api-Key" } });
      return {
        credential,
        collection: {
          credentialId: credential.id,
          forwardIdentity: true,
          headers: config.rules("collection", collectionId, [
            { name: "X-Static", direction: "request", op: "set", value: "collection" },
            { name: "X-Both", direction: "request", op: "set", value: "collection" },
            { name: "X-Gone", direction: "request", op: "set", value: "collection" },
            { name: "X-Api-Key", direction: "request", op: "set", value: "of a rule" },
            { name: "X-Replace", direction: "response", op: "set", value: "rule" },
            { name: "X-Remove", direction: "response", op: "remove" },
          ]),
        },
        proxy: {
          headers: config.rules("proxy", proxyId, [
            { name: "x-both", direction: "request", op: "set", value: "proxy" },
            { name: "X-Gone", direction: "request", op: "remove" },
            { name: "X-List", direction: "request", op: "append", value: "added" },
            { name: "X-Added", direction: "response", op: "append", value: "rule" },
          ]),
        },
      };
    });
    const headers = { "x-static": "caller", "x-gone": "caller", "x-list": "caller", "x-api-key": "caller" };
    const answer = await gateway.call("/rules/x", { headers }, caller);
    expect(lastSeen()?.url).toBe("/y");
    expect(lastSeen()?.headers).toMatchObject({
      "x-static": "collection",
      "x-both": "proxy",
      "x-list": "caller, added",
      "x-api-key": "the-key",
      "x-zerq-client-id": caller.clientId,
      "x-zerq-profile-id": caller.profileId,
    });
    expect(lastSeen()?.headers).not.toHaveProperty("x-gone");
    expect(answer.headers.get("x-replace")).toBe("rule");
    expect(answer.headers.get("x-added")).toBe("rule");
    expect(answer.headers.get("x-remove")).toBeNull();
  });

  it("with a value that no header can have deny the route", async () => {
    for (const [name, value] of [
      ["X-Split", "a\r\nX-Injected: b"],
      ["Transfer-Encoding", "chunked"],
      ["Host", "other.test"],
    ] as const) {
      const { caller } = await publishRoute(`/bad-${name.toLowerCase()}`, ({ collectionId }) => ({
        collection: {
          headers: gateway.config.rules("collection", collectionId, [
            { name, direction: "request", op: "set", value },
          ]),
        },
      }));
      expect((await gateway.call(`/bad-${name.toLowerCase()}/x`, {}, caller)).status).toBe(503);
    }
  });

  it("sealed for another place deny the route: a swapped value opens nothing", async () => {
    const { caller } = await publishRoute("/swapped", () => ({
      collection: {
        headers: gateway.config.rules("collection", "f".repeat(24), [
          { name: "X-A", direction: "request", op: "set", value: "1" },
        ]),
      },
    }));
    expect((await gateway.call("/swapped/x", {}, caller)).status).toBe(503);
  });
});

describe("a credential", () => {
  it("in a query replaces the caller's parameter, however that is encoded", async () => {
    const { caller } = await publishRoute("/query-key", () => {
      const credential = gateway.config.apiKey("s p&c=", { fields: { keyIn: "query", keyName: "api_key" } });
      return { credential, collection: { credentialId: credential.id } };
    });
    await gateway.call("/query-key/x?a=1&api_key=caller&%61pi_key=caller&b=%20", {}, caller);
    expect(lastSeen()?.url).toBe("/y?a=1&b=%20&api_key=s%20p%26c%3D");
    await gateway.call("/query-key/x", {}, caller);
    expect(lastSeen()?.url).toBe("/y?api_key=s%20p%26c%3D");
    const entries = await gateway.entries();
    expect(JSON.stringify(entries)).not.toContain("s%20p");
  });

  it("of a proxy wins over its collection's, and of the environment is resolved here", async () => {
    process.env["TEST_UPSTREAM_KEY"] = "from-the-environment";
    const { config } = gateway;
    const own = config.apiKey(
      { env: "TEST_UPSTREAM_KEY" },
      { fields: { keyIn: "header", keyName: "X-Key" } },
    );
    await gateway.publish(config.put("credential", own));
    const { caller } = await publishRoute("/own-key", () => {
      const credential = config.apiKey("of the collection", {
        fields: { keyIn: "header", keyName: "X-Key" },
      });
      return { credential, collection: { credentialId: credential.id }, proxy: { credentialId: own.id } };
    });
    expect((await gateway.call("/own-key/x", {}, caller)).status).toBe(200);
    expect(lastSeen()?.headers["x-key"]).toBe("from-the-environment");
    delete process.env["TEST_UPSTREAM_KEY"];
  });

  it("is sent only where its origins allow, and only if its type is known", async () => {
    const { config } = gateway;
    const elsewhere = config.apiKey("key", {
      fields: { keyIn: "header", keyName: "X-Key" },
      origins: ["https://other.test"],
    });
    const other = { ...elsewhere, id: "a".repeat(24), type: "basic", origins: [] };
    for (const [index, credential] of [elsewhere, other].entries()) {
      const { caller } = await publishRoute(`/refused-${index}`, () => ({
        credential,
        collection: { credentialId: credential.id },
      }));
      expect((await gateway.call(`/refused-${index}/x`, {}, caller)).status).toBe(503);
    }
  });

  it("that isn't there, or arrives later, is followed by the routes that use it", async () => {
    const { config } = gateway;
    const credential = config.apiKey("late", { fields: { keyIn: "header", keyName: "X-Key" } });
    const { caller } = await publishRoute("/late", () => ({ collection: { credentialId: credential.id } }));
    expect((await gateway.call("/late/x", {}, caller)).status).toBe(503);
    await gateway.publish(config.put("credential", credential));
    expect((await gateway.call("/late/x", {}, caller)).status).toBe(200);
    expect(lastSeen()?.headers["x-key"]).toBe("late");
  });
});

describe("an upstream that fails", () => {
  it("is 502 when nothing listens, and when the guard doesn't open it", async () => {
    const free = createNetServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => free.once("listening", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    for (const [index, targetEndpoint] of [
      `http://127.0.0.1:${port}`,
      "http://169.254.169.254",
      "http://10.0.0.1",
    ].entries()) {
      const { caller } = await publishRoute(`/down-${index}`, () => ({ collection: { targetEndpoint } }));
      const answer = await gateway.call(`/down-${index}/x`, {}, caller);
      const body = (await answer.json()) as { error: string; message: string };
      expect([answer.status, body.error]).toEqual([502, "upstream_unreachable"]);
      expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|169\.254|ECONN|egress/i);
      const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
      expect(entry.deny).toMatch(/ECONNREFUSED|EGRESS_REFUSED/);
    }
  });

  it("never reaches the gateway's own Redis, even where loopback is open", async () => {
    const { caller } = await publishRoute("/redis", () => ({
      collection: { targetEndpoint: `http://127.0.0.1:${new URL(gateway.redis.url).port}` },
    }));
    const answer = await gateway.call("/redis/x", {}, caller);
    expect(answer.status).toBe(502);
    expect((await gateway.entryOf(answer.headers.get("x-request-id"))).deny).toContain("EGRESS_REFUSED");
  });

  it("is 504 when it doesn't answer in time", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as AddressInfo;
    const { caller } = await publishRoute("/silent", () => ({
      collection: { targetEndpoint: `http://127.0.0.1:${port}`, timeouts: { headersMs: 200 } },
    }));
    const answer = await gateway.call("/silent/x", {}, caller);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      504,
      "upstream_timeout",
    ]);
    silent.closeAllConnections();
    silent.close();
  });

  it.each([
    ["no HTTP", "hello\r\n\r\n"],
    [
      "an answer with two framings",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a header with a bare CR", "HTTP/1.1 200 OK\r\nX-A: a\rX-B: b\r\nContent-Length: 0\r\n\r\n"],
    [
      "an upgrade that nobody asked for",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
    ],
  ])("is 502 when it answers with %s", async (what, bytes) => {
    const broken = createNetServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(bytes, "latin1"));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => broken.once("listening", resolve));
    const basePath = `/broken-${what.replaceAll(" ", "-")}`;
    const { caller } = await publishRoute(basePath, () => ({
      collection: { targetEndpoint: `http://127.0.0.1:${(broken.address() as AddressInfo).port}` },
    }));
    const answer = await gateway.call(`${basePath}/x`, {}, caller);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      502,
      "upstream_unreachable",
    ]);
    await new Promise((resolve) => broken.close(resolve));
  });
});
