import { once } from "node:events";
import { createServer, get, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { isRunning } from "@zerq/test-kit/process-tree";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, startGatewayProcess, untilReady } from "../../test/gateway-process.ts";
import { identityOf, PublishedConfig, type TestCaller } from "../../test/published-config.ts";
import { rawRequest } from "../../test/raw-http.ts";
import { eventually } from "../../test/started-gateway.ts";

const HALF = "h".repeat(1_000);
let redis: Awaited<ReturnType<typeof freshRedis>>;
let config: PublishedConfig;
let caller: TestCaller;
let gateway: GatewayProcess;
/** Answers of the upstream that have begun. */
const begun: ServerResponse[] = [];

/** It begins every answer and leaves the rest to the test; upgrades are echoed. */
const upstream = createServer((incoming, response) => {
  incoming.resume();
  if (incoming.url === "/v1/whole") return void response.end("whole");
  response.writeHead(200, { "content-length": 2 * HALF.length });
  response.write(HALF);
  begun.push(response);
});
upstream.on("upgrade", (_incoming, socket: Socket) => {
  socket.on("error", () => undefined);
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
  socket.on("data", (chunk) => socket.write(chunk));
  socket.on("end", () => socket.destroy());
});

beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  redis = await freshRedis();
  config = new PublishedConfig({ redisUrl: redis.url });
  await config.start();
  const { port } = upstream.address() as AddressInfo;
  const collection = config.collection({ targetEndpoint: `http://127.0.0.1:${port}` });
  const client = config.client({ collectionIds: [collection.id] });
  const made = config.profile({ clientId: client.id });
  caller = made.caller;
  const proxy = (path: string) =>
    config.proxy({
      collectionId: collection.id,
      path,
      streaming: true,
      handler: { kind: "forward", targetPath: `/v1${path}` },
    });
  await config.publish(
    config.put("collection", collection),
    ...["/whole", "/begun"].map((path) => config.put("proxy", proxy(path))),
    config.put("client", client),
    config.put("profile", made.profile),
  );
});
afterEach(async () => {
  gateway.kill("SIGKILL");
  await gateway.exited;
});
afterAll(async () => {
  await config.stop();
  await redis.stop();
  upstream.closeAllConnections();
  upstream.close();
});

async function start(drainTimeout: string): Promise<void> {
  gateway = await startGatewayProcess(config, redis.url, { GATEWAY_DRAIN_TIMEOUT: drainTimeout });
  await untilReady(gateway);
}

/** An answer of which the first half is there. */
async function beginAnswer(): Promise<{ incoming: IncomingMessage; read(): Promise<string | undefined> }> {
  const outgoing = get(`${gateway.url}/demo/begun`, { agent: false, headers: identityOf(caller) });
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  let text = "";
  incoming.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  incoming.on("error", () => undefined);
  // `once` would reject where the answer is cut, which is for `read` to say.
  const closed = new Promise((resolve) => incoming.once("close", resolve));
  await eventually("the first half", async () => (text === HALF ? true : undefined));
  return {
    incoming,
    /** The whole body, or undefined when it was cut. */
    async read() {
      await closed;
      return incoming.complete ? text : undefined;
    },
  };
}

async function openWebSocket(): Promise<Socket> {
  const headers = {
    ...identityOf(caller),
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const outgoing = request(`${gateway.url}/demo/begun`, { agent: false, headers });
  outgoing.end();
  const [, socket] = (await once(outgoing, "upgrade")) as [IncomingMessage, Socket];
  socket.on("error", () => undefined);
  socket.write("hello");
  expect(String((await once(socket, "data"))[0])).toBe("hello");
  return socket;
}

/** A connection that has had an answer and is kept. */
async function openIdle(): Promise<Socket> {
  const socket = connect(gateway.port, "127.0.0.1");
  const identity = Object.entries(identityOf(caller)).map(([name, value]) => `${name}: ${value}`);
  socket.write(rawRequest("GET /demo/whole HTTP/1.1", identity));
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  await eventually("an answer", async () => (text.includes("whole") ? true : undefined));
  expect(text).not.toMatch(/connection: close/i);
  return socket;
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

describe("SIGTERM", () => {
  it("closes idle connections and takes no new ones at once, lets what has begun end, and exits with 0", async () => {
    await start("20s");
    const idle = await openIdle();
    const answers = [await beginAnswer(), await beginAnswer(), await beginAnswer()];
    const closed = once(idle, "close");
    gateway.kill("SIGTERM");
    await closed;
    await eventually("no new connections", async () =>
      fetch(`${gateway.url}/healthz`).then(
        () => undefined,
        () => true,
      ),
    );
    for (const response of begun.splice(0)) response.end(HALF);
    expect(await Promise.all(answers.map((answer) => answer.read()))).toEqual(answers.map(() => HALF + HALF));
    expect(await gateway.exited).toBe(0);
  });

  it("cuts streams and WebSockets off when GATEWAY_DRAIN_TIMEOUT is over, and exits with 0", async () => {
    await start("300ms");
    const socket = await openWebSocket();
    const stream = await beginAnswer();
    const cut = once(socket, "close");
    gateway.kill("SIGTERM");
    await cut;
    expect(await stream.read()).toBeUndefined();
    expect(await gateway.exited).toBe(0);
  });
});

describe("kill -9 of the primary", () => {
  it("leaves no worker behind, even one with a stream, and the port is free for a successor", async () => {
    await start("20s");
    const workers = await gateway.workers();
    expect(workers).toHaveLength(2);
    const stream = await beginAnswer();
    gateway.kill("SIGKILL");
    await gateway.exited;
    await eventually(
      "the end of the workers",
      async () => (workers.some(isRunning) ? undefined : true),
      10_000,
    );
    expect(await stream.read()).toBeUndefined();
    expect(await Promise.all([gateway.port, gateway.operationsPort].map(canListen))).toEqual([true, true]);
  });
});
