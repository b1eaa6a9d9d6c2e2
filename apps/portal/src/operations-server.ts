import type { RequestListener, ServerResponse } from "node:http";
import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";
import type { Registry } from "prom-client";

/** `GET /healthz`, `GET /readyz` (503 says why not) and `GET /metrics`, on a port of their own. */
export function operationsListener(options: {
  registry: Registry;
  /** Why the service isn't ready; undefined when it is. */
  notReadyReason(): string | undefined;
}): RequestListener {
  return async (request, response) => {
    const requestId = randomId();
    response.setHeader("X-Request-ID", requestId);
    const path = new URL(request.url ?? "/", "http://operations").pathname;
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(
        response,
        new AppError("method_not_allowed", { headers: { Allow: "GET, HEAD" } }),
        requestId,
      );
    if (path === "/healthz") return sendJson(response, 200, { healthy: true });
    if (path === "/readyz") {
      const reason = options.notReadyReason();
      return reason === undefined
        ? sendJson(response, 200, { ready: true })
        : sendJson(response, 503, { ready: false, reason });
    }
    if (path !== "/metrics") return refuse(response, new AppError("route_not_found"), requestId);
    response.writeHead(200, { "Content-Type": options.registry.contentType });
    response.end(await options.registry.metrics());
  };
}

function refuse(response: ServerResponse, error: AppError, requestId: string): void {
  for (const [name, value] of Object.entries(error.headers ?? {})) response.setHeader(name, value);
  sendJson(response, error.status, toErrorBody(error, requestId));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}
