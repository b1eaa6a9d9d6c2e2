import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export const BIG_BYTES = 400_000;
export const CUT_BYTES = 10_000;
const EVENT_MS = 100;
const PIECES = 5;

export type SoakUpstream = { url: string; deadUrl: string; stop(): Promise<void> };

/** Whose request it is, as the gateway says, and the caller's own number: an answer carries both, so that a mix-up shows. */
const markerOf = ({ headers, url }: IncomingMessage) =>
  `${headers["x-zerq-client-id"]} ${new URL(url ?? "/", "http://upstream").searchParams.get("nonce")}`;

type Behaviour = (request: IncomingMessage, response: ServerResponse, bodyBytes: number) => void;

/** Every way in which an upstream is good or bad, by path. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  "/echo": (request, response, bytes) => response.end(`${markerOf(request)} ${bytes}`),
  "/big": (request, response) => response.end(`${markerOf(request)} `.padEnd(BIG_BYTES, ".")),
  "/hang": () => undefined,
  "/cut": (_request, response) => {
    response.writeHead(200, { "content-length": CUT_BYTES });
    response.write("x".repeat(CUT_BYTES / 2), () => response.destroy());
  },
  "/slow": (request, response) => inPieces(response, PIECES, (piece) => `${markerOf(request)} ${piece}\n`),
  "/events": (request, response) => {
    response.setHeader("content-type", "text/event-stream");
    inPieces(response, Number.POSITIVE_INFINITY, (piece) => `data: ${markerOf(request)} ${piece}\n\n`);
  },
};

/** An upstream that does what the path says, and an address at which nothing listens. */
export async function startSoakUpstream(): Promise<SoakUpstream> {
  // Longer than the gateway keeps its own idle connections: an upstream that hangs up first is not what is tested here.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("error", () => response.destroy());
    request.on("end", () => {
      const behave = behaviours[(request.url ?? "").split("?")[0] ?? ""];
      if (behave === undefined) response.writeHead(500).end("no such behaviour");
      else behave(request, response, bytes);
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.end());
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.on("data", (chunk) => socket.write(`${markerOf(request)} ${chunk.toString("latin1")}`));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    deadUrl: `http://127.0.0.1:${await deadPort()}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function inPieces(response: ServerResponse, count: number, text: (piece: number) => string): void {
  let piece = 0;
  const timer = setInterval(() => {
    response.write(text(piece++));
    if (piece === count) response.end();
  }, EVENT_MS);
  response.on("close", () => clearInterval(timer));
}

/** It was free a moment ago, and this process holds no connection to it. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
