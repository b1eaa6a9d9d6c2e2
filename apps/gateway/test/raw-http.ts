import { once } from "node:events";
import { connect, type Socket } from "node:net";

export type RawAnswer = { status: number; head: string; body: string; text: string; isClosed: boolean };

/** Milliseconds without a byte after which nothing more is waited for; only a failing test gets there. */
const PATIENCE_MS = 10_000;

/**
 * Sends bytes as they are and collects what comes back until the connection closes, or until so many whole answers are there and
 * none of them says that it will. The bytes are written as latin1, so that `\x80` is one byte.
 */
export async function sendRaw(
  port: number,
  bytes: string,
  patienceMs = PATIENCE_MS,
  answers = 1,
): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  const text = await collect(socket, bytes, { patienceMs, answers });
  const isClosed = socket.readableEnded || socket.destroyed;
  socket.destroy();
  return { ...parse(text), text, isClosed };
}

function collect(
  socket: Socket,
  bytes: string,
  { patienceMs, answers }: { patienceMs: number; answers: number },
): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    let timer: NodeJS.Timeout | undefined;
    const done = () => {
      clearTimeout(timer);
      resolve(text);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(done, patienceMs);
    };
    socket.on("connect", () => {
      socket.write(bytes, "latin1");
      wait();
    });
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (wholeAnswers(text) >= answers && !/connection: close/i.test(text)) done();
      else wait();
    });
    socket.on("end", done);
    socket.on("error", done);
    socket.on("close", done);
  });
}

/**
 * Sends a head and so many bytes of a body, all of them, whatever is answered meanwhile; only then looks at what came.
 * @returns what came until the other side ended, and the error that the connection broke with, if it did
 */
export async function uploadAndRead(
  port: number,
  head: string,
  bodyBytes: number,
): Promise<{ text: string; error: string | undefined }> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const ended = once(socket, "end");
  let text = "";
  try {
    socket.write(head, "latin1");
    const chunk = Buffer.alloc(64 * 1024, "x");
    for (let left = bodyBytes; left > 0; left -= chunk.length) {
      const isTaken = socket.write(left < chunk.length ? chunk.subarray(0, left) : chunk);
      if (!isTaken) await once(socket, "drain");
    }
    socket.setEncoding("latin1").on("data", (part: string) => {
      text += part;
    });
    await ended;
    return { text, error: undefined };
  } catch (error) {
    return { text, error: String(error) };
  } finally {
    ended.catch(() => undefined);
    socket.destroy();
  }
}

const LAST_CHUNK = "\r\n0\r\n\r\n";

/** How many final answers are there as a whole; one that ends with its connection never is. */
function wholeAnswers(text: string): number {
  let count = 0;
  let rest = text;
  while (rest.includes("\r\n\r\n")) {
    const { status, head, body } = parse(rest);
    const length = bodyLength(status, head, body);
    if (length === undefined || body.length < length) return count;
    rest = body.slice(length);
    if (status >= 200) count += 1;
  }
  return count;
}

/** @returns undefined when it can't be told (yet) */
function bodyLength(status: number, head: string, body: string): number | undefined {
  if (status < 200 || status === 204 || status === 304) return 0;
  if (/transfer-encoding: chunked/i.test(head)) {
    if (body.startsWith(LAST_CHUNK.slice(2))) return LAST_CHUNK.length - 2;
    const end = body.indexOf(LAST_CHUNK);
    return end === -1 ? undefined : end + LAST_CHUNK.length;
  }
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  return length === undefined ? undefined : Number(length);
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
