// Sends requests at a constant rate and measures each answer from the moment at which its request was due, not from when it
// could be sent: a proxy that stalls makes everything behind it late, and a load that waits for answers would not see that
// (coordinated omission). wrk has no constant rate, and autocannon's sends in bursts and measures from the sending.
// A process of its own: node bench/src/constant-rate.ts '<plan as JSON>'; it prints its result as JSON.
import { connect, type Socket } from "node:net";
import { percentile } from "./percentile.ts";

export type RatePlan = {
  url: string;
  headers: Record<string, string>;
  /** Requests a second. */
  rate: number;
  seconds: number;
  connections: number;
};
export type RateResult = {
  requests: number;
  errors: number;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  maxMs: number;
  /** How late this process itself was at the 99th percentile, where a connection was free: the machine's fault, not the proxy's. */
  lateP99Ms: number;
};

/** Between two looks at clock and sockets; the error of what is measured. Turning without a pause would take a whole core. */
const NAP_MS = 0.02;
const WARM_UP_SECONDS = 3;
/** For the answers that are still under way at the end. */
const PATIENCE_MS = 2_000;
const clock = new Int32Array(new SharedArrayBuffer(4));

type Connection = { socket: Socket; dueAt: number };

const plan = JSON.parse(process.argv[2] ?? "") as RatePlan;
const { hostname, port, pathname } = new URL(plan.url);
const lines = Object.entries({ host: `${hostname}:${port}`, ...plan.headers }).map(([n, v]) => `${n}: ${v}`);
const request = Buffer.from(`GET ${pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
const most = Math.ceil(plan.rate * plan.seconds) + 1;
/** Made beforehand: a list that grows is copied now and then, which holds up what is measured. */
const latencies = new Float64Array(most);
const lateness = new Float64Array(most);
let measured = 0;
let judged = 0;
/** Requests that were due before are not counted: at first this process itself is slow, since nothing is compiled yet. */
let countsFrom = Number.POSITIVE_INFINITY;
const idle: Connection[] = [];
let errors = 0;
let answered = 0;

/** The answers are short and of one form: a head with a length, or chunks. */
function open(): void {
  const socket = connect({ port: Number(port), host: hostname, noDelay: true });
  const connection: Connection = { socket, dueAt: 0 };
  let text = "";
  socket.on("connect", () => idle.push(connection));
  socket.on("error", () => {
    errors += 1;
  });
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end === -1 || !isWhole(text, end)) return;
    answered += 1;
    if (connection.dueAt >= countsFrom) latencies[measured++] = performance.now() - connection.dueAt;
    if (!text.startsWith("HTTP/1.1 200 ")) errors += 1;
    text = "";
    idle.push(connection);
  });
}

function isWhole(text: string, end: number): boolean {
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return length === undefined ? text.endsWith("\r\n0\r\n\r\n") : text.length - end - 4 >= Number(length);
}

for (let index = 0; index < plan.connections; index += 1) open();
while (idle.length < plan.connections) await new Promise((resolve) => setTimeout(resolve, 5));

const total = Math.round(plan.rate * (WARM_UP_SECONDS + plan.seconds));
const beginsAt = performance.now();
countsFrom = beginsAt + WARM_UP_SECONDS * 1_000;
let sent = 0;
/** Whether every connection waited for its answer at the last look. */
let isWaiting = false;
while (answered < total && performance.now() - countsFrom < plan.seconds * 1_000 + PATIENCE_MS) {
  const wasWaiting = isWaiting;
  isWaiting = false;
  for (let due = dueAt(); sent < total && due <= performance.now(); due = dueAt()) {
    const connection = idle.pop();
    // All are waiting: the request goes later, and its time has begun.
    if (connection === undefined) {
      isWaiting = true;
      break;
    }
    connection.dueAt = due;
    if (!wasWaiting && due >= countsFrom) lateness[judged++] = performance.now() - due;
    connection.socket.write(request);
    sent += 1;
  }
  await new Promise(setImmediate);
  Atomics.wait(clock, 0, 0, NAP_MS);
}
const sorted = latencies.subarray(0, measured).sort();
const result: RateResult = {
  requests: measured,
  errors: errors + total - answered,
  p50Ms: percentile(sorted, 50),
  p99Ms: percentile(sorted, 99),
  p999Ms: percentile(sorted, 99.9),
  maxMs: sorted.at(-1) ?? 0,
  lateP99Ms: percentile(lateness.subarray(0, judged).sort(), 99),
};
process.stdout.write(JSON.stringify(result), () => process.exit(0));

function dueAt(): number {
  return beginsAt + (sent * 1_000) / plan.rate;
}
