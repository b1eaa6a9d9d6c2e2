import { AppError } from "@zerq/errors/app-error";

/** What the caller hears of trouble with the upstream; what really happened goes to the log. */
export function upstreamError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  return new AppError(code === "ETIMEDOUT" ? "upstream_timeout" : "upstream_unreachable", {
    log: code === "" ? message : `${code}: ${message}`,
    cause: error,
  });
}
