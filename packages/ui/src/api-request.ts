/** One reason of a refusal, as every service of the product tells it (docs/errors.md). */
export type ApiErrorDetail = { path: string; code: string; message: string };

/** An answer that wasn't a success; status 0 and code `offline` when there was none at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly ApiErrorDetail[];

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.message ?? "The server gave an answer that this page does not understand.");
    this.name = "ApiError";
    this.status = status;
    this.code = body.error ?? "unknown";
    this.requestId = body.requestId;
    this.details = body.details ?? [];
  }
}

type ErrorBody = { error: string; message: string; requestId: string; details: ApiErrorDetail[] };

export type ApiRequest = { method?: "GET" | "POST"; body?: unknown; csrfToken?: string };

/**
 * Calls our own origin with the session's cookie.
 * @returns the JSON of the answer; undefined for an empty one
 * @throws ApiError
 */
export async function requestJson<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const headers = new Headers({ accept: "application/json" });
  if (request.body !== undefined) headers.set("content-type", "application/json");
  if (request.csrfToken !== undefined) headers.set("x-csrf-token", request.csrfToken);
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  const answer = await send(path, { method: request.method ?? "GET", headers, ...body });
  const text = await answer.text();
  if (!answer.ok) throw new ApiError(answer.status, parseObject(text));
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", redirect: "error", ...init });
  } catch {
    throw new ApiError(0, {
      error: "offline",
      message: "The server can't be reached. Is the network there?",
    });
  }
}

function parseObject(text: string): Partial<ErrorBody> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
