import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { publishRoute } from "../../test/published-route.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

const upstream = createServer((incoming, response) => response.writeHead(426).end(`plain ${incoming.url}`));
const seen: IncomingMessage[] = [];
const sockets: Socket[] = [];
let gateway: TestGateway;

beforeAll(async () => {
  upstream.on("upgrade", (incoming: IncomingMessage, socket: Socket) => {
    socket.on("error", () => undefined);
    if (incoming.url?.includes("declined") === true) {
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Zerq-A: 1\r\n\r\nno");
      return;
    }
    seen.push(incoming);
    sockets.push(socket);
    const accept = createHash("sha1").update(
      `${incoming.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
    );
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept.digest("base64")}\r\nX-Zerq-Secret: 1\r\n\r\n`,
    );
    socket.on("data", (chunk) => socket.write(`echo ${chunk.toString()}`));
    socket.on("end", () => socket.destroy());
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { port } = upstream.address() as AddressInfo;
  gateway = await startTestGateway({
    upstream: { url: `http://127.0.0.1:${port}`, port, requests: [], stop: async () => undefined },
  });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
});

const upgradeHeaders = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

function openWebSocket(path: string, headers: Record<string, string> = {}) {
  const outgoing = request({
    agent: false,
    host: "127.0.0.1",
    port: gateway.port,
    path,
    headers: { ...identityOf(gateway.caller), ...upgradeHeaders, ...headers },
  });
  outgoing.on("error", () => undefined);
  outgoing.end();
  return outgoing;
}

describe("a WebSocket", () => {
  it("passes the same pipeline, then both connections are joined", async () => {
    const outgoing = openWebSocket("/demo/items/7?q=1", {
      "x-request-id": "ws-1",
      "x-zerq-client-id": "forged",
    });
    const [answer, socket] = (await once(outgoing, "upgrade")) as [IncomingMessage, Socket];
    expect(answer.statusCode).toBe(101);
    expect(answer.headers["sec-websocket-accept"]).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    expect(answer.headers["x-request-id"]).toBe("ws-1");
    expect(answer.headers).not.toHaveProperty("x-zerq-secret");
    expect(seen.at(-1)?.url).toBe("/v1/things/7?q=1");
    expect(seen.at(-1)?.headers).toMatchObject({ upgrade: "websocket", "x-forwarded-for": "127.0.0.1" });
    expect(JSON.stringify(seen.at(-1)?.rawHeaders)).not.toMatch(/forged|bearer|x-client-id/i);
    socket.write("hello");
    expect(String((await once(socket, "data"))[0])).toBe("echo hello");
    socket.destroy();
    expect(await gateway.entryOf("ws-1")).toMatchObject({
      status: 101,
      error: null,
      proxyId: gateway.items.id,
    });
  });

  it("that the caller closes closes the upstream's end, and the other way round", async () => {
    const first = openWebSocket("/demo/items/7");
    const [, socket] = (await once(first, "upgrade")) as [IncomingMessage, Socket];
    socket.destroy();
    await eventually("the upstream's end", async () =>
      sockets.at(-1)?.destroyed === true ? true : undefined,
    );
    const second = openWebSocket("/demo/items/7");
    const [, other] = (await once(second, "upgrade")) as [IncomingMessage, Socket];
    other.on("error", () => undefined);
    sockets.at(-1)?.destroy();
    await once(other, "close");
    expect(other.destroyed).toBe(true);
  });

  it.each([
    ["without identity", "/demo/items/7", { authorization: "" }, 401, "missing_headers"],
    ["with a wrong token", "/demo/items/7", { authorization: "Bearer x" }, 401, "unauthorized"],
    ["to a path that isn't there", "/demo/none", {}, 404, "route_not_found"],
  ])("%s is refused like any request (threat 5)", async (_what, path, headers, status, error) => {
    const count = seen.length;
    const [answer] = (await once(openWebSocket(path, headers), "response")) as [IncomingMessage];
    answer.setEncoding("utf8");
    const [body] = (await once(answer, "data")) as [string];
    expect([answer.statusCode, (JSON.parse(body) as { error: string }).error]).toEqual([status, error]);
    expect(seen).toHaveLength(count);
    const entry = await gateway.entryOf(String(answer.headers["x-request-id"]));
    expect(entry).toMatchObject({ status, error });
  });

  it("that the upstream declines brings the upstream's answer, filtered", async () => {
    const [answer] = (await once(openWebSocket("/demo/items/declined"), "response")) as [IncomingMessage];
    answer.setEncoding("utf8");
    expect([answer.statusCode, (await once(answer, "data"))[0]]).toEqual([403, "no"]);
    expect(answer.headers).not.toHaveProperty("x-zerq-a");
  });

  it("to an upstream that is down is 502", async () => {
    const { config, client, collection } = gateway;
    const down = config.collection({ basePath: "/ws-down", targetEndpoint: "http://127.0.0.1:1" });
    const proxy = config.proxy({ collectionId: down.id });
    const wider = { ...client, collectionIds: [collection.id, down.id] };
    await gateway.publish(
      config.put("collection", down),
      config.put("proxy", proxy),
      config.put("client", wider),
    );
    const [answer] = (await once(openWebSocket("/ws-down/accounts"), "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(502);
  });

  it("has the credential's token and the circuit of its route", async () => {
    const { config } = gateway;
    const tokens = createServer((_request, response) =>
      response.end(JSON.stringify({ access_token: "ws-token", token_type: "Bearer" })),
    ).listen(0, "127.0.0.1");
    await once(tokens, "listening");
    const tokenUrl = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
    const credential = config.credential("oauth2_client", { clientId: "c", tokenUrl }, { clientSecret: "s" });
    const { path, caller } = await publishRoute(gateway, { credential });
    const [, socket] = await once(openWebSocket(path, identityOf(caller)), "upgrade");
    expect(seen.at(-1)?.headers.authorization).toBe("Bearer ws-token");
    (socket as Socket).destroy();
    tokens.closeAllConnections();
    tokens.close();

    const down = await publishRoute(gateway, {
      collection: {
        targetEndpoint: "http://127.0.0.1:1",
        circuitBreaker: { failures: 1, openMs: 60_000 },
        retry: { attempts: 1 },
      },
    });
    const statuses = [];
    for (let index = 0; index < 2; index += 1) {
      const [answer] = await once(openWebSocket(down.path, identityOf(down.caller)), "response");
      statuses.push((answer as IncomingMessage).statusCode);
    }
    expect(statuses).toEqual([502, 503]);
  });

  it("is cut off when its profile is gone; its entry says so, with the headers that its proxy captures", async () => {
    const capture = { headers: true, requestBody: true, responseBody: true, maxBytes: 100 };
    const { path, caller } = await publishRoute(gateway, { proxy: { capture } });
    const outgoing = openWebSocket(path, { ...identityOf(caller), "x-request-id": "ws-killed" });
    const [, socket] = (await once(outgoing, "upgrade")) as [IncomingMessage, Socket];
    socket.on("error", () => undefined);
    socket.write("hello");
    expect(String((await once(socket, "data"))[0])).toBe("echo hello");
    const cut = once(socket, "close");
    const upstreamEnd = sockets.at(-1) as Socket;
    await gateway.publish(gateway.config.remove("profile", caller.profileId));
    await cut;
    await eventually("the upstream's end", async () => (upstreamEnd.destroyed ? true : undefined));
    const entry = await gateway.entryOf("ws-killed");
    expect(entry).toMatchObject({ status: 101, error: "unauthorized" });
    expect(entry.deny).toContain("removed while the request was under way");
    expect(entry.headers?.request).toContainEqual(["x-request-id", "ws-killed"]);
    expect(entry.bodies).toBeUndefined();
  });

  it("is not an upgrade with another method", async () => {
    const headers = Object.entries({ ...identityOf(gateway.caller), ...upgradeHeaders }).map((pair) =>
      pair.join(": "),
    );
    const answer = await sendRaw(
      gateway.port,
      rawRequest("POST /demo/accounts HTTP/1.1", [...headers, "Content-Length: 0"]),
    );
    expect(answer.status).toBe(426);
  });
});
