import type { RequestListener, ServerResponse } from "node:http";
import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import { asAppError, toErrorBody } from "@zerq/errors/to-http";

export type Operations = {
  /** Why the service can't do its work at the moment; undefined when it can. */
  notReadyReason(): string | undefined;
  /** Metrics in the text format of Prometheus, and its content type. */
  metrics(): Promise<{ text: string; contentType: string }>;
  /** Called with what an answer failed with, which the caller isn't told. */
  onError(error: unknown): void;
};

type Answer = (operations: Operations, response: ServerResponse) => void | Promise<void>;

const answers: Readonly<Record<string, Answer>> = {
  "/healthz": (_operations, response) => sendJson(response, 200, { status: "ok" }),
  "/readyz": (operations, response) => {
    const reason = operations.notReadyReason();
    if (reason === undefined) sendJson(response, 200, { ready: true });
    else sendJson(response, 503, { ready: false, reason });
  },
  "/metrics": async (operations, response) => {
    const { text, contentType } = await operations.metrics();
    response.writeHead(200, { "Content-Type": contentType, "Cache-Control": "no-store" }).end(text);
  },
};

/** `GET /healthz`, `GET /readyz` (503 says why not) and `GET /metrics`, for a port that no caller of an API sees. */
export function operationsListener(operations: Operations): RequestListener {
  return (request, response) => {
    const requestId = randomId();
    response.setHeader("X-Request-ID", requestId);
    const { method = "", url = "" } = request;
    answer(operations, method, url, response).catch((thrown: unknown) => {
      const refusal = asAppError(thrown);
      if (refusal !== thrown) operations.onError(thrown);
      for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value);
      sendJson(response, refusal.status, toErrorBody(refusal, requestId));
    });
  };
}

async function answer(
  operations: Operations,
  method: string,
  url: string,
  response: ServerResponse,
): Promise<void> {
  const path = url.split("?")[0] ?? "";
  const known = Object.hasOwn(answers, path) ? answers[path] : undefined;
  if (known === undefined) throw new AppError("route_not_found");
  if (method !== "GET" && method !== "HEAD")
    throw new AppError("method_not_allowed", { headers: { Allow: "GET, HEAD" } });
  await known(operations, response);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}
