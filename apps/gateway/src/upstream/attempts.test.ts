import { type AddressInfo, connect, createServer as createNetServer, type Server } from "node:net";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { publishRoute, type RouteParts } from "../../test/published-route.ts";
import { rawRequest } from "../../test/raw-http.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
let first: FakeUpstream;
let second: FakeUpstream;
/** Takes a request and hangs up without an answer. */
let rude: Server;
let rudeUrl: string;
let taken = 0;
let nobody: string;
let status = 200;
beforeAll(async () => {
  [gateway, first, second] = await Promise.all([
    startTestGateway(),
    startUpstream((_request, response) => response.writeHead(status).end("first")),
    startUpstream((_request, response, body) => response.end(`second ${body}`)),
  ]);
  rude = createNetServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      taken += 1;
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => rude.listen(0, "127.0.0.1", resolve));
  rudeUrl = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
  const gone = createNetServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  nobody = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((resolve) => gone.close(resolve));
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([first.stop(), second.stop()]);
  rude.close();
});
beforeEach(() => {
  status = 200;
  taken = 0;
  first.requests.length = 0;
  second.requests.length = 0;
});

type Upstream = NonNullable<RouteParts["collection"]>;
async function route(urls: string[], collection: Upstream = {}, proxy: RouteParts["proxy"] = {}) {
  const targets = urls.map((url) => ({ url, weight: 1 }));
  const published = await publishRoute(gateway, {
    collection: { targetEndpoint: urls[0] ?? "", targets, ...collection },
    proxy,
  });
  return {
    async call(init: RequestInit = {}) {
      const answer = await gateway.call(published.path, init, published.caller);
      const text = await answer.text();
      const error = answer.status >= 400 && text.startsWith("{") ? JSON.parse(text).error : undefined;
      return { status: answer.status, text, error, headers: answer.headers };
    },
  };
}
const post = { method: "POST", body: "body" };

describe("several targets", () => {
  it("share the requests by weight, each below its own base path, and the log says which it was", async () => {
    const targets = [
      { url: `${first.url}/a`, weight: 1 },
      { url: `${second.url}/b`, weight: 3 },
    ];
    const { call } = await route([first.url], { targets });
    let ofFirst = 0;
    for (let index = 0; index < 200; index += 1) if ((await call()).text === "first") ofFirst += 1;
    // A fair coin of 1 in 4 leaves this range once in 10^9.
    expect(ofFirst).toBeGreaterThan(15);
    expect(ofFirst).toBeLessThan(90);
    expect(new Set(first.requests.map(({ url }) => url))).toEqual(new Set(["/a/y"]));
    expect(new Set(second.requests.map(({ url }) => url))).toEqual(new Set(["/b/y"]));
    const { headers, text } = await call();
    const entry = await gateway.entryOf(headers.get("x-request-id"));
    expect(entry.upstream).toBe(text === "first" ? first.url : second.url);
  });

  it("are all held to the credential's origins", async () => {
    const { config } = gateway;
    const fields = { keyIn: "header", keyName: "X-Key" };
    const credential = config.apiKey("key", { fields, origins: [first.url] });
    await gateway.publish(config.put("credential", credential));
    const { call } = await route([first.url, second.url], { credentialId: credential.id });
    expect((await call()).error).toBe("route_invalid");
  });
});

describe("a retry", () => {
  it("isn't made unless the collection says so", async () => {
    const { call } = await route([nobody]);
    expect((await call()).error).toBe("upstream_unreachable");
  });

  it("goes to another target when nothing was sent, with the whole body", async () => {
    const { call } = await route([nobody, second.url], { retry: { attempts: 1 } });
    for (let index = 0; index < 10; index += 1) {
      expect(await call(post)).toMatchObject({ status: 200, text: "second body" });
    }
    expect(second.requests).toHaveLength(10);
  });

  it("isn't made of what may have been sent, unless the proxy is retryable", async () => {
    const { call } = await route([rudeUrl], { retry: { attempts: 2 } });
    expect((await call()).error).toBe("upstream_unreachable");
    expect(taken).toBe(1);
    const retryable = await route([rudeUrl], { retry: { attempts: 2 } }, { retryable: true });
    expect((await retryable.call()).error).toBe("upstream_unreachable");
    expect(taken).toBe(4);
  });

  it("never sends a body twice", async () => {
    const { call } = await route([rudeUrl], { retry: { attempts: 2 } }, { retryable: true });
    expect((await call(post)).error).toBe("upstream_unreachable");
    expect(taken).toBe(1);
  });

  it("of a retryable proxy follows 502, 503 and 504, but no other answer", async () => {
    const make = (retryable: boolean) => route([first.url], { retry: { attempts: 1 } }, { retryable });
    status = 503;
    expect((await (await make(true)).call()).status).toBe(503);
    expect(first.requests).toHaveLength(2);
    expect((await (await make(false)).call()).status).toBe(503);
    expect(first.requests).toHaveLength(3);
    status = 500;
    expect((await (await make(true)).call()).status).toBe(500);
    expect(first.requests).toHaveLength(4);
  });
});

describe("a circuit breaker", () => {
  const circuitBreaker = { failures: 2, openMs: 300 };

  it("opens after failures in a row, answers 503 without calling, and closes again", async () => {
    const { call } = await route([first.url], { circuitBreaker });
    status = 503;
    await call();
    await call();
    const before = first.requests.length;
    const refused = await call();
    expect([refused.status, refused.error]).toEqual([503, "circuit_open"]);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.text).not.toContain("127.0.0.1");
    const entry = await gateway.entryOf(refused.headers.get("x-request-id"));
    expect(entry).toMatchObject({ status: 503, error: "circuit_open", upstream: null });
    expect(entry.deny).toContain("circuit");
    expect(first.requests).toHaveLength(before);
    status = 200;
    await eventually("a closed circuit", async () => ((await call()).status === 200 ? true : undefined));
    expect((await call()).status).toBe(200);
  });

  it("takes a failing target out, and the others serve", async () => {
    const { call } = await route([nobody, second.url], { circuitBreaker, retry: { attempts: 1 } });
    for (let index = 0; index < 20; index += 1) expect((await call()).status).toBe(200);
    const without = await route([rudeUrl, second.url], { circuitBreaker: { failures: 1, openMs: 60_000 } });
    const statuses = [];
    for (let index = 0; index < 30; index += 1) statuses.push((await without.call()).status);
    expect(statuses.filter((one) => one === 502)).toHaveLength(1);
    expect(taken).toBe(1);
  });

  it("stays open over a change of config", async () => {
    const { config } = gateway;
    const parts = { circuitBreaker: { failures: 1, openMs: 60_000 } };
    const targets = [{ url: rudeUrl, weight: 1 }];
    const { path, caller, collection } = await publishRoute(gateway, {
      collection: { targetEndpoint: rudeUrl, targets, ...parts },
    });
    expect((await gateway.call(path, {}, caller)).status).toBe(502);
    await gateway.publish(config.put("collection", { ...collection, name: "another" } as { id: string }));
    expect((await gateway.call(path, {}, caller)).status).toBe(503);
  });

  it("isn't opened by trouble with the caller's own body", async () => {
    const { call } = await route([first.url], {
      circuitBreaker: { failures: 1, openMs: 60_000 },
      maxBodyBytes: 10,
    });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("x".repeat(200)));
        controller.close();
      },
    });
    const large = await call({ method: "POST", body, duplex: "half" } as RequestInit);
    expect(large.error).toBe("body_too_large");
    expect((await call()).status).toBe(200);
  });

  it("isn't opened by callers who break off", async () => {
    const { path, caller } = await publishRoute(gateway, {
      collection: { targetEndpoint: first.url, circuitBreaker: { failures: 1, openMs: 60_000 } },
    });
    const head = [...Object.entries(identityOf(caller)).map((pair) => pair.join(": ")), "Content-Length: 50"];
    for (let index = 0; index < 3; index += 1) {
      const socket = connect(gateway.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(`${rawRequest(`POST ${path} HTTP/1.1`, [...head, `X-Request-ID: gone-${index}`])}part`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.resetAndDestroy();
      expect((await gateway.entryOf(`gone-${index}`)).status).toBe(499);
    }
    expect((await gateway.call(path, {}, caller)).status).toBe(200);
  });
});
