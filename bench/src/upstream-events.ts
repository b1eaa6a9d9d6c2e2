// An upstream that answers every request with an endless event stream: node bench/src/upstream-events.ts <port> <period in ms>
// The first event comes at once. An event's data is its number and the moment at which it was written, in milliseconds.
import { createServer, type ServerResponse } from "node:http";

const TICK_MS = 10;
const [port, periodMs = 1_000] = process.argv.slice(2).map(Number);
type Stream = { response: ServerResponse; next: number };

/** Streams by the tick of the period in which their events are written, so that the events of all don't come at one moment. */
const ticks: Set<Stream>[] = Array.from({ length: Math.max(1, periodMs / TICK_MS) }, () => new Set());
let opened = 0;
let current = 0;

createServer((_request, response) => {
  const stream = { response, next: 0 };
  const streams = ticks[opened++ % ticks.length];
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  send(stream);
  streams?.add(stream);
  response.on("close", () => streams?.delete(stream));
}).listen(port, "127.0.0.1");

setInterval(() => {
  current = (current + 1) % ticks.length;
  for (const stream of ticks[current] ?? []) send(stream);
}, TICK_MS);

function send(stream: Stream): void {
  stream.response.write(`data: ${stream.next++} ${performance.timeOrigin + performance.now()}\n\n`);
}
