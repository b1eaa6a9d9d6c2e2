import { once } from "node:events";
import { createServer, type RequestListener, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";

export type Listening = {
  port: number;
  /** Takes no more connections, lets requests under way finish, and ends what is left after `patienceMs`. */
  close(patienceMs: number): Promise<void>;
};

/** What a caller may take for headers and for the whole request, and how often that is looked at; all in milliseconds. */
const CALLERS_TIME = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

/**
 * Serves on a port; 0 lets the system choose.
 * @param setting the one that moves the port
 * @param callersTime only tests have less patience
 * @throws Error with a sentence that names the port and the setting
 */
export async function listen(
  listener: RequestListener,
  { port, address, setting }: { port: number; address: string; setting: string },
  callersTime: typeof CALLERS_TIME = CALLERS_TIME,
): Promise<Listening> {
  const server = createServer(
    { ...callersTime, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1_024 },
    listener,
  );
  server.on("clientError", answerBrokenRequest);
  try {
    server.listen(port, address);
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE")
      throw new Error(`port ${port} is taken; ${setting} moves it, ZERQ_PORT_OFFSET moves all ports.`);
    throw new Error(
      `port ${port} of ${address} can't be used (${code ?? String(error)}); ${setting} moves it.`,
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close(patienceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), patienceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

const refusals: Readonly<Record<string, AppError>> = {
  HPE_HEADER_OVERFLOW: new AppError("headers_too_large"),
  ERR_HTTP_REQUEST_TIMEOUT: new AppError("request_timeout"),
};

/** What isn't HTTP never becomes a request, but is answered in the form of all errors. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal = refusals[error.code ?? ""] ?? new AppError("bad_request");
  const requestId = randomId();
  const body = JSON.stringify(toErrorBody(refusal, requestId));
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${requestId}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
