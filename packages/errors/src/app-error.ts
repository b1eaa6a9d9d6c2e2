import { catalogue, type ErrorCode } from "./catalogue.ts";

/** One reason of a refusal: where in the request, what rule, and why in words. Never echoes a secret. */
export type ErrorDetail = { readonly path: string; readonly code: string; readonly message: string };

export type AppErrorOptions = {
  /** Replaces the catalogue's text for the caller. Must not carry internals. */
  readonly message?: string;
  readonly details?: readonly ErrorDetail[];
  /** For the log only: what really happened. */
  readonly log?: string;
  /** Extra response headers, such as `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
};

/** An expected refusal or failure, with one text for the caller and one for the log. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly log: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(
      options.message ?? catalogue[code].message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "AppError";
    this.code = code;
    this.status = catalogue[code].status;
    this.details = options.details;
    this.log = options.log;
    this.headers = options.headers;
  }
}
