import { Agent, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import type { Caller } from "./resources.ts";

export type Asked = {
  /** 0 when the connection broke before an answer. */
  status: number;
  body: string;
  /** Whether the body came to its end. */
  isWhole: boolean;
  /** Why the connection broke, if it did. */
  problem: string;
};
export type Ask = {
  caller?: Caller | undefined;
  method?: string;
  body?: string;
  /** Takes a piece of the body, waits so many milliseconds, and takes the next. */
  readPauseMs?: number;
  /** Sends the body in ten pieces with such pauses. */
  sendPauseMs?: number;
};

const PATIENCE_MS = 30_000;
const agent = new Agent({ keepAlive: true, keepAliveMsecs: 1_000, maxSockets: 200 });

/** What a kept connection was used for: one caller's trouble must not reach another's request behind it. */
const lastUse = new WeakMap<Socket, string>();

function identityHeaders(caller: Caller | undefined): Record<string, string> {
  if (caller === undefined) return {};
  return {
    "x-client-id": caller.clientId,
    "x-profile-id": caller.profileId,
    authorization: `Bearer ${caller.token}`,
  };
}

/** One request over a kept-alive connection, to its end; it never throws. */
export function ask(url: string, options: Ask = {}): Promise<Asked> {
  const { caller, method = "GET", body } = options;
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method, agent, headers: { ...identityHeaders(caller), ...length } });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error("no answer in 30 s")));
    let before: string | undefined;
    outgoing.on("socket", (socket: Socket) => {
      before = lastUse.get(socket);
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      const where = before === undefined ? "a new connection" : `a connection kept after ${before}`;
      resolve({ status: 0, body: "", isWhole: false, problem: `${error.message} on ${where}` });
    });
    outgoing.on("response", (incoming) => {
      lastUse.set(
        incoming.socket,
        `${incoming.statusCode} to ${caller?.clientId} ${new URL(url).pathname} at ${performance.now().toFixed(0)}`,
      );
      void read(incoming, options.readPauseMs ?? 0).then(resolve);
    });
    if (options.sendPauseMs === undefined) outgoing.end(body);
    else void sendSlowly(outgoing, body ?? "", options.sendPauseMs);
  });
}

/** Begins a request and lets go of it in the middle. */
export function abort(url: string, caller: Caller, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent: false, headers: identityHeaders(caller) });
    outgoing.on("error", () => undefined);
    outgoing.on("response", (incoming) => incoming.on("error", () => undefined));
    outgoing.end();
    setTimeout(() => {
      outgoing.destroy();
      resolve();
    }, afterMs);
  });
}

/** An upgraded connection, or the status of the refusal (0 when the connection broke). */
export function upgrade(url: string, caller: Caller): Promise<Socket | number> {
  return new Promise((resolve) => {
    const headers = {
      ...identityHeaders(caller),
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    const outgoing = request(url, { agent: false, headers });
    outgoing.on("error", () => resolve(0));
    outgoing.on("upgrade", (_answer, socket: Socket) => {
      socket.on("error", () => socket.destroy());
      resolve(socket);
    });
    outgoing.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    outgoing.end();
  });
}

/** A stream of which every piece is told, until the callback says that it is enough or the stream ends. */
export function stream(
  url: string,
  caller: Caller,
  onPiece: (text: string) => boolean,
): Promise<{ status: number; wasCut: boolean }> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent: false, headers: identityHeaders(caller) });
    outgoing.on("error", () => resolve({ status: 0, wasCut: true }));
    outgoing.on("response", (incoming) => {
      const status = incoming.statusCode ?? 0;
      incoming.on("data", (chunk: Buffer) => {
        if (status !== 200 || onPiece(chunk.toString("latin1"))) return;
        resolve({ status, wasCut: false });
        outgoing.destroy();
      });
      incoming.on("error", () => undefined);
      incoming.on("close", () => resolve({ status, wasCut: true }));
    });
    outgoing.end();
  });
}

export function closeConnections(): void {
  agent.destroy();
}

async function read(incoming: IncomingMessage, pauseMs: number): Promise<Asked> {
  const status = incoming.statusCode ?? 0;
  let body = "";
  try {
    for await (const chunk of incoming) {
      body += (chunk as Buffer).toString("latin1");
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return { status, body, isWhole: incoming.complete, problem: "" };
  } catch (error) {
    return { status, body, isWhole: false, problem: String(error) };
  }
}

async function sendSlowly(outgoing: ReturnType<typeof request>, body: string, pauseMs: number) {
  const size = Math.ceil(body.length / 10);
  for (let at = 0; at < body.length && !outgoing.destroyed; at += size) {
    outgoing.write(body.slice(at, at + size));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  outgoing.end();
}
