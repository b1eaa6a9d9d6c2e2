import { createServer, type RequestListener, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";

export type ListenOptions = {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly address: string;
  /** The setting that moves the port, for the message. */
  readonly setting: string;
  /** Bytes of request line and headers. */
  readonly maxHeaderBytes?: number;
};

export type Listening = {
  port: number;
  /** Takes nothing new, lets what is running finish, and cuts off what is still there after `graceMs`. */
  close(graceMs?: number): Promise<void>;
};

const CLOSE_IDLE_MS = 50;
const MAX_HEADER_BYTES = 16 * 1_024;

/** What a caller may take for headers and for the whole request, and how often that is looked at; all in milliseconds. */
const CALLERS_TIME = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

/**
 * Serves on a port.
 * @param callersTime only tests have less patience
 * @throws Error with a sentence when the port is taken or may not be used
 */
export async function listen(
  listener: RequestListener,
  options: ListenOptions,
  callersTime: typeof CALLERS_TIME = CALLERS_TIME,
): Promise<Listening> {
  const server = createServer(
    { ...callersTime, keepAliveTimeout: 65_000, maxHeaderSize: options.maxHeaderBytes ?? MAX_HEADER_BYTES },
    listener,
  );
  server.on("clientError", refuse);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, options)));
    server.listen(options.port, options.address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs = 10_000) {
      const closed = new Promise((resolve) => server.close(resolve));
      // A kept-alive connection only becomes idle once its last answer is out.
      const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(force);
    },
  };
}

function explain({ code, message }: NodeJS.ErrnoException, { port, address, setting }: ListenOptions): Error {
  const what: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is taken; ${setting} moves it, ZERQ_PORT_OFFSET moves all ports.`,
    EACCES: `port ${port} may not be used; ${setting} moves it.`,
    EADDRNOTAVAIL: `this machine has no address ${address}; ZERQ_BIND_ADDRESS says where to listen.`,
  };
  return new Error(what[code ?? ""] ?? `port ${port} of ${address} can't be used (${message}).`);
}

const refusals: Readonly<Record<string, AppError>> = {
  HPE_HEADER_OVERFLOW: new AppError("headers_too_large"),
  ERR_HTTP_REQUEST_TIMEOUT: new AppError("request_timeout"),
};

/** What isn't HTTP never becomes a request, but is answered in the same form. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal = refusals[error.code ?? ""] ?? new AppError("bad_request");
  const requestId = randomId();
  const body = JSON.stringify(toErrorBody(refusal, requestId));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-ID: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}
