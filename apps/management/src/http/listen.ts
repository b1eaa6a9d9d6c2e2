import { createServer, type RequestListener, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { randomToken } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";

export type Listening = {
  port: number;
  /** Takes nothing new, lets what is running finish, and cuts off what is still there after `graceMs`. */
  close(graceMs?: number): Promise<void>;
};

const CLOSE_IDLE_MS = 50;

/** What a caller may take for headers and for the whole request, and how often that is looked at; all in milliseconds. */
const CALLERS_TIME = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

/**
 * Serves on a port.
 * @param options `setting` is the one that moves the port, for the message
 * @param callersTime only tests have less patience
 * @throws Error with a sentence when the port is taken or may not be used
 */
export async function listen(
  listener: RequestListener,
  options: { port: number; address: string; setting: string },
  callersTime: typeof CALLERS_TIME = CALLERS_TIME,
): Promise<Listening> {
  const server = createServer(
    { ...callersTime, keepAliveTimeout: 65_000, maxHeaderSize: 32 * 1024 },
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

function explain(error: NodeJS.ErrnoException, options: { port: number; setting: string }): Error {
  if (error.code === "EADDRINUSE")
    return new Error(
      `port ${options.port} is taken; ${options.setting} moves it, ZERQ_PORT_OFFSET moves all ports.`,
    );
  if (error.code === "EACCES")
    return new Error(`port ${options.port} may not be used; ${options.setting} moves it.`);
  return error;
}

const refusals: Readonly<Record<string, AppError>> = {
  HPE_HEADER_OVERFLOW: new AppError("headers_too_large"),
  ERR_HTTP_REQUEST_TIMEOUT: new AppError("request_timeout"),
};

/** What isn't HTTP never becomes a request, but is answered in the same form. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal = refusals[error.code ?? ""] ?? new AppError("bad_request");
  const requestId = randomToken(16);
  const body = JSON.stringify(toErrorBody(refusal, requestId));
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-ID: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}
