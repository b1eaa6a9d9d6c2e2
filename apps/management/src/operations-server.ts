import type { RequestListener, ServerResponse } from "node:http";
import { randomToken } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";
import type { Registry } from "prom-client";

/** @param notReady why the service can't do its work at the moment; undefined when it can */
export function operationsListener(registry: Registry, notReady: () => string | undefined): RequestListener {
  return async (request, response) => {
    const requestId = randomToken(16);
    response.setHeader("X-Request-ID", requestId);
    const path = (request.url ?? "").split("?")[0];
    if (path === "/healthz") return json(response, 200, { ok: true });
    if (path === "/readyz") {
      const reason = notReady();
      return reason === undefined
        ? json(response, 200, { ready: true })
        : json(response, 503, { ready: false, reason });
    }
    if (path === "/metrics") {
      response.setHeader("Content-Type", registry.contentType);
      return void response.end(await registry.metrics());
    }
    json(response, 404, toErrorBody(new AppError("route_not_found"), requestId));
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}
