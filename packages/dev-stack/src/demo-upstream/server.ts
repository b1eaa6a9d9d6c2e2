import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback, readBody, sendJson } from "../http-server.ts";

const accounts = [
  { id: "acc-1001", owner: "Ada Example", currency: "EUR", balance: 1250.75 },
  { id: "acc-1002", owner: "Grace Example", currency: "EUR", balance: 87.1 },
  { id: "acc-1003", owner: "Linus Example", currency: "USD", balance: 40210 },
];
const MAX_DELAY_MS = 60_000;
const STREAM_EVENTS = 5;

/** The API behind the demo: a few accounts, an echo, a slow answer and a stream of events. */
export async function startDemoUpstream(options: {
  port: number;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { stop } = await listenOnLoopback(options.port, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "internal", message: String(error) });
    });
  });
  return { url: `http://127.0.0.1:${options.port}`, stop };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://upstream");
  const account = /^\/v1\/accounts\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (url.pathname === "/v1/echo") return echo(request, response, url);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return sendJson(response, 405, { error: "method_not_allowed" });
  }
  if (url.pathname === "/v1/accounts") return sendJson(response, 200, { accounts });
  if (url.pathname === "/v1/slow") return slow(response, url);
  if (url.pathname === "/v1/stream") return stream(response);
  const found = accounts.find(({ id }) => id === account);
  sendJson(response, found ? 200 : 404, found ?? { error: "not_found" });
}

async function echo(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const body = await readBody(request);
  const { method, headers } = request;
  sendJson(response, 200, {
    method,
    path: url.pathname,
    query: url.search.slice(1),
    headers,
    ...(body !== "" && { body }),
  });
}

async function slow(response: ServerResponse, url: URL): Promise<void> {
  const wanted = Number(url.searchParams.get("ms") ?? 1_000);
  const milliseconds = Math.min(Math.max(Number.isFinite(wanted) ? wanted : 0, 0), MAX_DELAY_MS);
  await delay(milliseconds);
  sendJson(response, 200, { waited: milliseconds });
}

/** Server-sent events, as the HTML standard has them, one every 200 ms. */
async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  for (let number = 1; number <= STREAM_EVENTS && !response.destroyed; number += 1) {
    response.write(`id: ${number}\ndata: ${JSON.stringify({ number, time: new Date().toISOString() })}\n\n`);
    await delay(200);
  }
  response.end();
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
