import { AppError, type ErrorDetail } from "./app-error.ts";
import type { ErrorCode } from "./catalogue.ts";

export type ErrorBody = {
  error: ErrorCode;
  message: string;
  requestId: string;
  details?: readonly ErrorDetail[];
};

/** Anything that was thrown, as an AppError: what isn't one is a bug and shows as `internal_error`. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const log = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new AppError("internal_error", { log, cause: thrown });
}

/** The error body that every service answers with. */
export function toErrorBody(error: AppError, requestId: string): ErrorBody {
  const body: ErrorBody = { error: error.code, message: error.message, requestId };
  if (error.details !== undefined && error.details.length > 0) body.details = error.details;
  return body;
}
