import { once } from "node:events";
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let gateway: TestGateway;
let handle: Handler;
const upstream = createServer((incoming, response) => {
  incoming.on("error", () => undefined);
  handle(incoming, response);
});

beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { port } = upstream.address() as AddressInfo;
  gateway = await startTestGateway({
    upstream: { url: `http://127.0.0.1:${port}`, port, requests: [], stop: async () => undefined },
    settings: { GATEWAY_MAX_BODY_BYTES: "100000000" },
  });
});
afterAll(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
});

function open(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): ClientRequest {
  const headers = { ...identityOf(gateway.caller), ...options.headers };
  return request({ host: "127.0.0.1", port: gateway.port, path, ...options, headers, agent: false });
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return answer;
}

describe("an answer", () => {
  it("passes piece by piece: an event of SSE arrives before the next one is made", async () => {
    let send: (text: string) => void = () => undefined;
    let end: () => void = () => undefined;
    handle = (_incoming, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      send = (text) => response.write(text);
      end = () => response.end();
      send("data: 1\n\n");
    };
    const outgoing = open("/demo/accounts");
    outgoing.end();
    const answer = await answerTo(outgoing);
    answer.setEncoding("utf8");
    expect((await once(answer, "data"))[0]).toBe("data: 1\n\n");
    send("data: 2\n\n");
    expect((await once(answer, "data"))[0]).toBe("data: 2\n\n");
    end();
    await once(answer, "end");
  });

  it("arrives whole when it is large, through both forms of framing", async () => {
    const body = Buffer.alloc(3_000_001, "0123456789abcdef");
    for (const headers of [{}, { "content-length": String(body.length) }]) {
      handle = (_incoming, response) => response.writeHead(200, headers).end(body);
      const answer = await gateway.call("/demo/accounts");
      expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    }
  });

  it("keeps bytes as they are in a small body", async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    handle = (_incoming, response) => response.writeHead(200, { "content-length": "256" }).end(body);
    const answer = await gateway.call("/demo/accounts");
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  });

  it("keeps its trailers, but for names that no trailer may have", async () => {
    handle = (_incoming, response) => {
      response.writeHead(200, { trailer: "x-checksum" });
      response.write("body");
      response.addTrailers({ "x-checksum": "abc", "x-zerq-a": "1", "set-cookie": "a=1" });
      response.end();
    };
    const outgoing = open("/demo/accounts");
    outgoing.end();
    const answer = await answerTo(outgoing);
    answer.resume();
    await once(answer, "end");
    expect(answer.trailers).toEqual({ "x-checksum": "abc" });
  });

  it("holds the upstream back when the caller reads slowly, and cuts off one that reads nothing", async () => {
    let written = 0;
    let closed = false;
    handle = (_incoming, response) => {
      response.writeHead(200);
      response.on("close", () => {
        closed = true;
      });
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (!closed && written < 200 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
      };
      more();
    };
    const impatient = await startTestGateway({
      upstream: { ...gateway.upstream, stop: async () => undefined },
      settings: { GATEWAY_SEND_TIMEOUT: "500ms" },
    });
    const socket = connect(impatient.port, "127.0.0.1");
    socket.on("error", () => undefined);
    const headers = Object.entries(identityOf(impatient.caller)).map((pair) => pair.join(": "));
    socket.write(`GET /demo/accounts HTTP/1.1\r\nHost: x\r\n${headers.join("\r\n")}\r\n\r\n`);
    socket.pause();
    await eventually("the cut", async () => (closed ? true : undefined));
    expect(written).toBeLessThan(50 * 1024 * 1024);
    socket.destroy();
    await impatient.stop();
  });

  it("is cut off, not completed, when the upstream breaks off", async () => {
    handle = (_incoming, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("part", () => response.destroy());
    };
    const outgoing = open("/demo/accounts", { headers: { "x-request-id": "broken-off" } });
    outgoing.end();
    const answer = await answerTo(outgoing);
    answer.resume();
    await once(answer, "error");
    expect(answer.complete).toBe(false);
    const entry = await gateway.entryOf("broken-off");
    expect(entry).toMatchObject({ status: 200, error: "upstream_unreachable" });
  });

  it("is cut off when it pauses for too long, except on a streaming proxy", async () => {
    const finish = new Map<string, () => void>();
    handle = (incoming, response) => {
      response.writeHead(200, { "content-length": "8" });
      response.write("half");
      finish.set(incoming.url ?? "", () => response.end("half"));
    };
    const { config, collection } = gateway;
    const route = (path: string, streaming: boolean) => {
      const handler = { kind: "forward", targetPath: path };
      const timeouts = { idleBodyMs: 300 };
      return config.proxy({ collectionId: collection.id, path, handler, timeouts, streaming });
    };
    await gateway.publish(
      config.put("proxy", route("/stream", true)),
      config.put("proxy", route("/paused", false)),
    );
    const patient = open("/demo/stream");
    patient.end();
    const slow = await answerTo(patient);
    slow.setEncoding("utf8");
    // Two answers that pause as long, one behind the other: the streaming one began before both.
    for (const id of ["stalled-1", "stalled-2"]) {
      const stalled = open("/demo/paused", { headers: { "x-request-id": id } });
      stalled.end();
      const answer = await answerTo(stalled);
      answer.resume();
      await once(answer, "error");
      expect((await gateway.entryOf(id)).error).toBe("upstream_timeout");
    }
    finish.get("/stream")?.();
    let text = "";
    slow.on("data", (chunk: string) => {
      text += chunk;
    });
    await once(slow, "end");
    expect(text).toBe("halfhalf");
  });
});

describe("an abort", () => {
  it("by the caller before the answer aborts the upstream, and leaves 499 in the log", async () => {
    const aborted = new Promise<void>((resolve) => {
      handle = (incoming) => incoming.on("close", resolve);
    });
    const reached = once(upstream, "request");
    const outgoing = open("/demo/accounts", { headers: { "x-request-id": "gone-early" } });
    outgoing.on("error", () => undefined);
    outgoing.end();
    await reached;
    outgoing.destroy();
    await aborted;
    expect(await gateway.entryOf("gone-early")).toMatchObject({ status: 499, error: null });
  });

  it("by the caller in the middle of an answer aborts the upstream", async () => {
    const aborted = new Promise<void>((resolve) => {
      handle = (_incoming, response) => {
        response.writeHead(200);
        response.write("first");
        response.on("close", resolve);
      };
    });
    const outgoing = open("/demo/accounts", { headers: { "x-request-id": "gone-midway" } });
    outgoing.on("error", () => undefined);
    outgoing.end();
    const answer = await answerTo(outgoing);
    answer.on("error", () => undefined);
    await once(answer, "data");
    outgoing.destroy();
    await aborted;
    expect((await gateway.entryOf("gone-midway")).deny).toContain("gone");
  });

  it("by the caller in the middle of its body aborts the upstream", async () => {
    const aborted = new Promise<boolean>((resolve) => {
      handle = (incoming) => {
        incoming.resume();
        incoming.on("close", () => resolve(incoming.complete));
      };
    });
    const reached = once(upstream, "request");
    const outgoing = open("/demo/accounts", {
      method: "POST",
      headers: { "content-length": "100", "x-request-id": "gone-in-its-body" },
    });
    outgoing.on("error", () => undefined);
    outgoing.write("half");
    await reached;
    outgoing.destroy();
    expect(await aborted).toBe(false);
    const entry = await gateway.entryOf("gone-in-its-body");
    expect(entry).toMatchObject({ status: 400, error: "bad_request", bytesIn: 4 });
    expect(entry.deny).toContain("gone");
  });
});

describe("a body", () => {
  it("streams up: the upstream has its beginning before its end is sent", async () => {
    let seen = "";
    handle = (incoming, response) => {
      incoming.on("data", (chunk: Buffer) => {
        seen += chunk.toString();
      });
      incoming.on("end", () => response.end(`got ${seen}`));
    };
    const outgoing = open("/demo/accounts", { method: "POST" });
    outgoing.write("one ");
    await eventually("the first piece", async () => (seen === "one " ? true : undefined));
    outgoing.end("two");
    const answer = await answerTo(outgoing);
    answer.setEncoding("utf8");
    expect((await once(answer, "data"))[0]).toBe("got one two");
  });

  it("of many megabytes arrives whole", async () => {
    let size = 0;
    handle = (incoming, response) => {
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
      });
      incoming.on("end", () => response.end(String(size)));
    };
    const answer = await gateway.call("/demo/accounts", { method: "POST", body: Buffer.alloc(20_000_000) });
    expect(await answer.text()).toBe("20000000");
  });

  it("that the upstream refuses early still brings the upstream's answer to the caller", async () => {
    handle = (_incoming, response) => {
      response.writeHead(403, { "content-type": "text/plain" });
      response.end("no thanks");
    };
    const outgoing = open("/demo/accounts", { method: "POST", headers: { "content-length": "1000000" } });
    outgoing.on("error", () => undefined);
    outgoing.write(Buffer.alloc(100_000));
    const answer = await answerTo(outgoing);
    answer.setEncoding("utf8");
    expect(answer.statusCode).toBe(403);
    expect((await once(answer, "data"))[0]).toBe("no thanks");
    outgoing.destroy();
  });
});

describe("kept-alive connections to an upstream", () => {
  it("that were closed while idle cost no request", async () => {
    handle = (_incoming, response) => response.end("ok");
    for (let round = 0; round < 5; round += 1) {
      expect(
        (await gateway.call("/demo/accounts", { method: round % 2 === 0 ? "GET" : "POST" })).status,
      ).toBe(200);
      upstream.closeIdleConnections();
    }
  });
});
