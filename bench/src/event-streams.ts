import { connect, type Socket } from "node:net";
import { pause } from "./pause.ts";
import { percentile } from "./percentile.ts";

/** Connections that are opened at one time: more would measure how long the queue of new connections is. */
const OPENING = 25;

export type EventTimes = {
  events: number;
  /** Events that never came though a later one did, and streams that ended. */
  lost: number;
  ended: number;
  /** From the writing of an event upstream to its arrival, in milliseconds. */
  p50Ms: number;
  p99Ms: number;
};

export type EventStreams = {
  /** From the sending of each request to its first event, in milliseconds, sorted. */
  readonly firstEventMs: readonly number[];
  /** Begins to count; what came before belongs to the opening. */
  reset(): void;
  times(): EventTimes;
  close(): void;
};

/**
 * Opens event streams over raw sockets (a client library would cost more than what is measured) and follows their numbers.
 * @throws Error when one is refused or has no first event within 20 s
 */
export async function openEventStreams(
  url: string,
  headers: Record<string, string>,
  count: number,
): Promise<EventStreams> {
  const tally = new Tally();
  const sockets: Socket[] = [];
  const firstEventMs: number[] = [];
  for (let opened = 0; opened < count; opened += OPENING) {
    const group = Array.from({ length: Math.min(OPENING, count - opened) }, () =>
      openStream(url, headers, tally, sockets),
    );
    firstEventMs.push(...(await Promise.all(group)));
    await pause(1);
  }
  return {
    firstEventMs: firstEventMs.sort((a, b) => a - b),
    reset: () => tally.reset(),
    times: () => tally.times(),
    close() {
      tally.isClosing = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

class Tally {
  isClosing = false;
  #events = 0;
  #lost = 0;
  #ended = 0;
  #delays: number[] = [];

  event(isExpected: boolean, writtenAt: number): void {
    this.#events += 1;
    if (!isExpected) this.#lost += 1;
    this.#delays.push(performance.timeOrigin + performance.now() - writtenAt);
  }

  end(): void {
    if (!this.isClosing) this.#ended += 1;
  }

  reset(): void {
    this.#events = 0;
    this.#delays = [];
  }

  times(): EventTimes {
    const sorted = this.#delays.toSorted((a, b) => a - b);
    const [p50Ms, p99Ms] = [percentile(sorted, 50), percentile(sorted, 99)];
    return { events: this.#events, lost: this.#lost, ended: this.#ended, p50Ms, p99Ms };
  }
}

/** @returns milliseconds until the first event */
function openStream(
  url: string,
  headers: Record<string, string>,
  tally: Tally,
  sockets: Socket[],
): Promise<number> {
  const { hostname, port, pathname } = new URL(url);
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(([n, v]) => `${n}: ${v}`);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error("a stream has no first event after 20 s")), 20_000);
    const began = performance.now();
    let text = "";
    let next = 0;
    socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (next === 0 && !text.startsWith("HTTP/1.1 200 "))
        return reject(new Error(`a stream was answered with ${text.slice(0, 200)}`));
      // The lines of chunks and headers between the events are none of ours.
      for (const [, number, writtenAt] of text.matchAll(/data: (\d+) ([\d.]+)\n\n/g)) {
        tally.event(Number(number) === next, Number(writtenAt));
        next = Number(number) + 1;
        if (next === 1) {
          clearTimeout(patience);
          resolve(performance.now() - began);
        }
      }
      text = text.slice(text.lastIndexOf("\n\n") + 1);
    });
    socket.on("error", reject);
    socket.on("close", () => {
      tally.end();
      reject(new Error("a stream ended before its first event"));
    });
  });
}
