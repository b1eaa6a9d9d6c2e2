import { connect, type Socket } from "node:net";

export type RawAnswer = { status: number; head: string; body: string; text: string; isClosed: boolean };

/** Milliseconds after a whole answer in which the server may still close the connection. */
const CLOSING_MS = 40;
/** Milliseconds for a connection to close whose answer says that it does. */
const PATIENCE_MS = 5_000;

/**
 * Sends bytes as they are and collects what comes back until the connection closes, until one whole answer is there, or until
 * `untilMs` without more. The bytes are written as latin1, so that `\x80` is one byte.
 */
export async function sendRaw(port: number, bytes: string, untilMs = 2_000): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  const text = await collect(socket, bytes, untilMs);
  const isClosed = socket.readableEnded || socket.destroyed;
  socket.destroy();
  return { ...parse(text), text, isClosed };
}

function collect(socket: Socket, bytes: string, untilMs: number): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    let timer: NodeJS.Timeout | undefined;
    const done = () => {
      clearTimeout(timer);
      resolve(text);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(
        done,
        /connection: close/i.test(text) ? PATIENCE_MS : isWhole(text) ? CLOSING_MS : untilMs,
      );
    };
    socket.on("connect", () => {
      socket.write(bytes, "latin1");
      wait();
    });
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      wait();
    });
    socket.on("end", done);
    socket.on("error", done);
    socket.on("close", done);
  });
}

/** A final answer whose announced length is there. */
function isWhole(text: string): boolean {
  const { status, head, body } = parse(text);
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (/transfer-encoding: chunked/i.test(head)) return body.endsWith("\r\n0\r\n\r\n");
  return status === 204 || (status >= 200 && length !== undefined && body.length >= Number(length));
}

function parse(text: string): { status: number; head: string; body: string } {
  const end = text.indexOf("\r\n\r\n");
  const head = end === -1 ? text : text.slice(0, end);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: end === -1 ? "" : text.slice(end + 4),
  };
}

/** The head of a request with the identity headers, and what else is given; lines end with CR LF. */
export function rawRequest(line: string, headers: readonly string[], body = ""): string {
  return `${[line, "Host: gateway.test", ...headers].join("\r\n")}\r\n\r\n${body}`;
}
