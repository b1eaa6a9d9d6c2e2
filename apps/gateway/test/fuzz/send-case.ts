import { connect, type Socket } from "node:net";
import type { FramingCase } from "./generate-case.ts";

/** Milliseconds; longer than any of the gateway's timeouts in this test. */
const PATIENCE_MS = 10_000;

export type CaseAnswer = {
  /** Everything that came back until the last request was answered or the connection closed. */
  readonly text: string;
  /** Whether neither came in time. */
  readonly gaveUp: boolean;
  /** Whether the gateway closed the connection while something was still being written: then its last answer may be lost. */
  readonly wasCutOff: boolean;
};

/** Sends a case on a connection of its own. */
export function sendCase(port: number, { pieces }: FramingCase): Promise<CaseAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    let wasCutOff = false;
    const end = (gaveUp: boolean) => {
      clearTimeout(patience);
      socket.destroy();
      resolve({ text, gaveUp, wasCutOff });
    };
    const done = () => end(false);
    const patience = setTimeout(() => end(true), PATIENCE_MS);
    socket.setNoDelay(true);
    socket.on("connect", () => void write(socket, pieces));
    socket.on("data", (part) => {
      text += part.toString("latin1");
      if (text.includes('?end"}')) done();
    });
    socket.on("end", done);
    socket.on("error", () => {
      wasCutOff = true;
      done();
    });
    socket.on("close", done);
  });
}

/** Each piece in a turn of its own, so that the gateway reads them one by one. */
async function write(socket: Socket, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    if (!socket.writable) return;
    socket.write(piece, "latin1");
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
}
