import { pause } from "../pause.ts";
import type { Actor } from "./actor.ts";
import { stream, upgrade } from "./ask.ts";
import { type Checks, newNonce } from "./checks.ts";
import type { Caller } from "./resources.ts";

const EVENTS_READ = 15;
const MESSAGES = 5;
const PATIENCE_MS = 20_000;

/** Event streams and WebSockets of a caller whom nothing changes: every event and message comes, in order, and is its own. */
export function streamActors(checks: Checks, caller: Caller): Actor[] {
  return [
    { name: "events", copies: 3, betweenMs: 5, act: () => readEvents(checks, caller) },
    { name: "socket", copies: 3, betweenMs: 5, act: () => useSocket(checks, caller) },
  ];
}

async function readEvents({ url, findings }: Checks, caller: Caller): Promise<void> {
  const nonce = newNonce();
  let text = "";
  const ended = await stream(`${url}/open/events?nonce=${nonce}`, caller, (piece) => {
    text += piece;
    return text.split("\n\n").length <= EVENTS_READ;
  });
  findings.streams += 1;
  findings.count("events", ended.status);
  const events = text.split("\n\n").slice(0, EVENTS_READ);
  const isRight = (event: string, n: number) => event === `data: ${caller.clientId} ${nonce} ${n}`;
  if (ended.status !== 200 || ended.wasCut || !events.every(isRight))
    findings.wrong(`events: ${ended.status}, cut ${ended.wasCut}, ${text.slice(-200)}`);
}

async function useSocket({ url, findings }: Checks, caller: Caller): Promise<void> {
  const nonce = newNonce();
  const socket = await upgrade(`${url}/open/socket?nonce=${nonce}`, caller);
  findings.count("socket", typeof socket === "number" ? socket : 101);
  if (typeof socket === "number") return findings.wrong(`socket: ${socket} instead of 101`);
  findings.streams += 1;
  for (let n = 0; n < MESSAGES; n += 1) {
    const answered = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
    socket.write(`message ${n}`);
    const answer = await Promise.race([answered, pause(PATIENCE_MS).then(() => "nothing")]);
    if (answer !== `${caller.clientId} ${nonce} message ${n}`) findings.wrong(`socket: ${answer}`);
    await pause(50);
  }
  socket.destroy();
}
