import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

export type OperationsOptions = {
  readonly host: string;
  readonly port: number;
  readiness(): Readiness;
  /** The text of all workers' metrics, and its content type. */
  metrics(): Promise<{ text: string; contentType: string }>;
};

export type OperationsServer = { readonly port: number; close(): Promise<void> };

/** Health, readiness and metrics of the whole gateway, on a port that no caller of an API sees. */
export async function startOperationsServer(options: OperationsOptions): Promise<OperationsServer> {
  const server = createServer((request, response) => {
    const requestId = randomId();
    response.setHeader("X-Request-ID", requestId);
    const path = (request.url ?? "").split("?")[0] ?? "";
    answer(options, request.method ?? "", path, response).catch((error: unknown) => {
      const refusal = error instanceof AppError ? error : new AppError("internal_error", { cause: error });
      sendJson(response, refusal.status, toErrorBody(refusal, requestId));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  options: OperationsOptions,
  method: string,
  path: string,
  response: ServerResponse,
): Promise<void> {
  if (method !== "GET" && method !== "HEAD") throw new AppError("method_not_allowed");
  if (path === "/healthz") return sendJson(response, 200, { status: "ok" });
  if (path === "/readyz") {
    const readiness = options.readiness();
    return sendJson(response, readiness.ready ? 200 : 503, readiness);
  }
  if (path !== "/metrics") throw new AppError("not_found");
  const { text, contentType } = await options.metrics();
  response.writeHead(200, { "Content-Type": contentType }).end(text);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
