import { createServer, type Server, type Socket } from "node:net";
import { Readable } from "node:stream";
import { createEgressGuard } from "@zerq/egress/guard";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AnswerRecorder } from "../../../test/answer-recorder.ts";
import { CoarseClock } from "./coarse-clock.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { UpstreamRequest } from "./upstream-request.ts";

type OnRequest = (socket: Socket, head: string, connection: number) => void;

let server: Server;
let pool: ConnectionPool;
let clock: CoarseClock;
let onRequest: OnRequest;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  // Each piece that has a head in it is a request; bodies are sent in the same breath or left out.
  server = createServer((socket) => {
    const connection = sockets.push(socket);
    socket.on("data", (data) => {
      const text = data.toString("latin1");
      if (text.includes("HTTP/1.1\r\n")) onRequest(socket, text, connection);
    });
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  clock = new CoarseClock((now) => pool.tick(now));
  pool = new ConnectionPool({
    guard: createEgressGuard({ allow: `127.0.0.1:${port}` }),
    clock,
    origin: `http://127.0.0.1:${port}`,
    connectMs: 1_000,
    tls: undefined,
  });
});
afterEach(async () => {
  clock.stop();
  pool.destroy();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

function send(more: Partial<UpstreamRequest> = {}): AnswerRecorder {
  const recorder = new AnswerRecorder();
  const usual = {
    method: "GET",
    path: "/",
    headers: [],
    body: null,
    contentLength: 0,
    headersMs: 5_000,
    idleBodyMs: 5_000,
  };
  pool.dispatch({ ...usual, ...more }, recorder);
  return recorder;
}

/** Sends a request and waits until it is over. */
async function answerTo(more: Partial<UpstreamRequest> = {}): Promise<AnswerRecorder> {
  const recorder = send(more);
  await recorder.over;
  return recorder;
}

describe("a connection", () => {
  it("is used again behind a whole answer, in whatever pieces that came", async () => {
    const answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 9\r\n\r\n";
    onRequest = async (socket) => {
      socket.setNoDelay(true);
      for (const byte of answer) await new Promise((resolve) => socket.write(byte, resolve));
    };
    for (let round = 0; round < 3; round += 1) {
      const recorder = await answerTo();
      expect([recorder.body, recorder.trailers, recorder.endings]).toEqual(["abc", ["x-sum", "9"], 1]);
    }
    expect(sockets).toHaveLength(1);
  });

  it.each<[string, string]>([
    ["bytes behind its answer", `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`],
    ["a body behind a 204", "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nevil"],
    ["bytes behind the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nevil"],
    ["a close in its answer", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"],
    ["no time that it is kept", "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok"],
  ])("with %s is not used again", async (_name, answer) => {
    onRequest = (socket) => socket.write(answer);
    const first = await answerTo();
    expect([first.error, first.body.includes("evil")]).toEqual([undefined, false]);
    onRequest = (socket) => socket.write(OK);
    expect((await answerTo()).body).toBe("ok");
    expect(sockets).toHaveLength(2);
  });

  it("that speaks without being asked is closed, and nobody gets what it said", async () => {
    onRequest = (socket) => socket.write(OK);
    await answerTo();
    const closed = new Promise((resolve) => sockets[0]?.once("close", resolve));
    sockets[0]?.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    await closed;
    expect([(await answerTo()).body, sockets.length]).toEqual(["ok", 2]);
  });

  it("that its upstream closes while it is idle is replaced", async () => {
    let closed: Promise<unknown> | undefined;
    onRequest = (socket) => {
      closed = new Promise((resolve) => socket.once("close", resolve));
      socket.end(OK);
    };
    await answerTo();
    await closed;
    expect((await answerTo()).body).toBe("ok");
  });

  it("keeps apart what hundreds read at once into the same memory", async () => {
    onRequest = (socket, head) => {
      const mark = /GET \/(\w+)/.exec(head)?.[1] ?? "";
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Length: ${mark.length * 20_000}\r\n\r\n${mark.repeat(20_000)}`,
      );
    };
    const marks = Array.from({ length: 200 }, (_, index) => `m${index}x`);
    const recorders = marks.map((mark) => send({ path: `/${mark}` }));
    await Promise.all(recorders.map(({ over }) => over));
    expect(recorders.every(({ body }, index) => body === (marks[index] as string).repeat(20_000))).toBe(true);
  });

  it("is handed from one request to the next that waits, and an abort that comes late hits nobody", async () => {
    onRequest = (socket) => socket.write(OK);
    const first = await answerTo();
    onRequest = (socket, head) =>
      void (head.includes("/slow") ? setImmediate(() => socket.write(OK)) : socket.write(OK));
    const second = send({ path: "/slow" });
    first.control?.abort(first);
    first.control?.pause(first);
    await second.over;
    expect([second.body, sockets.length]).toEqual(["ok", 1]);
  });
});

describe("an answer", () => {
  it("without a length ends with its connection", async () => {
    onRequest = (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nuntil the end");
    expect((await answerTo()).body).toBe("until the end");
  });

  it("comes behind interim ones", async () => {
    onRequest = (socket) =>
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${OK}`);
    const recorder = await answerTo();
    expect([recorder.status, recorder.headers]).toEqual([200, ["content-length", "2"]]);
  });

  it("to a HEAD has no body, and its connection is used again", async () => {
    onRequest = (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
    await answerTo({ method: "HEAD" });
    const recorder = await answerTo({ method: "HEAD" });
    expect([recorder.status, recorder.body, sockets.length]).toEqual([200, "", 1]);
  });

  it("before the body was sent is passed on, and the connection is closed", async () => {
    onRequest = (socket) => socket.write(OK);
    const body = new Readable({ read() {} });
    body.push("the first part of it");
    const recorder = await answerTo({ method: "POST", body, contentLength: 1_000_000 });
    expect([recorder.body, body.destroyed]).toEqual(["ok", true]);
    await answerTo();
    expect(sockets).toHaveLength(2);
  });

  it.each<[string, string]>([
    ["breaks off in its head", "HTTP/1.1 200 OK\r\nContent-Le"],
    ["breaks off in its body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"],
    ["breaks off in its chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"],
    ["breaks off before its last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"],
    ["never comes", ""],
  ])("that %s is an error", async (_name, answer) => {
    onRequest = (socket) => socket.end(answer);
    const recorder = await answerTo();
    expect([recorder.error?.code, recorder.endings]).toEqual(["UPSTREAM_CLOSED", 1]);
  });

  it.each<[string, string]>([
    ["switches protocols unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"],
    ["is interim without end", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50)],
    ["has a head without end", `HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(70_000)}`],
    ["has two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["has a chunk that can't be read", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
  ])("that %s is refused, and its connection closed", async (_name, answer) => {
    onRequest = (socket) => socket.write(answer);
    const recorder = await answerTo();
    expect([recorder.error?.code, recorder.endings]).toEqual(["UPSTREAM_PROTOCOL", 1]);
    onRequest = (socket) => socket.write(OK);
    await answerTo();
    expect(sockets).toHaveLength(2);
  });

  it.each<[string, string]>([
    ["head", "HTTP/1.1 200"],
    ["body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"],
  ])("whose %s pauses for too long is an error", async (_name, answer) => {
    onRequest = (socket) => socket.write(answer);
    expect((await answerTo({ headersMs: 50, idleBodyMs: 50 })).error?.code).toBe("ETIMEDOUT");
  });

  it("that is given up closes its connection and says nothing more", async () => {
    onRequest = (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
    const recorder = send();
    await recorder.begun;
    const closed = new Promise((resolve) => sockets[0]?.once("close", resolve));
    recorder.control?.abort(recorder);
    await closed;
    expect(recorder.endings).toBe(0);
  });

  it("that is paused waits, however large it is", async () => {
    const size = 8_000_000;
    onRequest = (socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${"x".repeat(size)}`);
    const recorder = send();
    await recorder.begun;
    recorder.control?.pause(recorder);
    const got = recorder.body.length;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(recorder.body.length).toBe(got);
    recorder.control?.resume(recorder);
    await recorder.over;
    expect(recorder.body.length).toBe(size);
  });
});

describe("a request", () => {
  it("is framed by the client alone", async () => {
    const heads: string[] = [];
    onRequest = (socket, head) => {
      heads.push(head);
      socket.write(OK);
    };
    await answerTo({ path: "/a?b=c", headers: ["X-A", "ä"] });
    await answerTo({ method: "POST" });
    await answerTo({ method: "PUT", body: Buffer.from("abc"), contentLength: 3 });
    const host = pool.host;
    expect(heads).toEqual([
      `GET /a?b=c HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\nX-A: ä\r\n\r\n`,
      `POST / HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n`,
      `PUT / HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\ncontent-length: 3\r\n\r\nabc`,
    ]);
  });

  it.each<[string, Partial<UpstreamRequest>]>([
    ["a line end in a value", { headers: ["x-a", "1\r\nx-b: 2"] }],
    ["a NUL in a value", { headers: ["x-a", "\0"] }],
    ["a character beyond ISO 8859-1", { headers: ["x-a", "→"] }],
    ["a space in its path", { path: "/a b" }],
    ["a line end in its path", { path: "/a\r\nx-b:2" }],
  ])("with %s is never sent", async (_name, more) => {
    let seen = 0;
    onRequest = (socket) => {
      seen += 1;
      socket.write(OK);
    };
    expect((await answerTo(more)).error).toBeInstanceOf(TypeError);
    await answerTo();
    expect(seen).toBe(1);
  });

  it.each([
    ["longer", "abcdef"],
    ["shorter", "ab"],
  ])("whose body is %s than announced is broken off", async (_name, text) => {
    onRequest = () => undefined;
    const recorder = await answerTo({
      method: "POST",
      body: Readable.from([Buffer.from(text)]),
      contentLength: 4,
    });
    expect(recorder.error?.code).toBe("UPSTREAM_PROTOCOL");
  });

  it("that isn't wanted any more when its turn comes isn't sent", async () => {
    const heads: string[] = [];
    onRequest = (socket, head) => {
      heads.push(head);
      socket.write(OK);
    };
    const recorder = send({ path: "/gone" });
    recorder.isWanted = false;
    await answerTo({ path: "/here" });
    expect([heads.length, heads[0]?.startsWith("GET /here ")]).toEqual([1, true]);
  });

  it("hears that no connection can be had, and was not sent", async () => {
    await new Promise((resolve) => server.close(resolve));
    const recorder = await answerTo();
    expect([recorder.error?.code, recorder.control]).toEqual(["ECONNREFUSED", undefined]);
    server.listen();
  });

  it("never leaves through a guard that doesn't open its address", async () => {
    const closed = new ConnectionPool({
      guard: createEgressGuard({ allow: "" }),
      clock,
      origin: pool.host.length > 0 ? `http://${pool.host}` : "",
      connectMs: 1_000,
      tls: undefined,
    });
    const recorder = new AnswerRecorder();
    closed.dispatch(
      { method: "GET", path: "/", headers: [], body: null, contentLength: 0, headersMs: 100, idleBodyMs: 0 },
      recorder,
    );
    await recorder.over;
    expect([recorder.error?.code, sockets.length]).toEqual(["EGRESS_REFUSED", 0]);
  });
});
