import { AppError } from "@zerq/errors/app-error";

const timeouts = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "ETIMEDOUT",
]);

/** What the caller hears of trouble with the upstream; what really happened goes to the log. */
export function upstreamError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  return new AppError(timeouts.has(code) ? "upstream_timeout" : "upstream_unreachable", {
    log: code === "" ? message : `${code}: ${message}`,
    cause: error,
  });
}
