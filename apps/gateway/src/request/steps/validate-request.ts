import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import type { LiveRoute } from "../../snapshot/route.ts";
import type { BodySchema } from "../../validation/body-schema.ts";
import { jsonProblem } from "../../validation/json-problem.ts";
import type { RequestContext } from "../context.ts";
import { readBody } from "../read-body.ts";
import type { Step } from "../step.ts";

export type ValidationOptions = {
  /** Bytes of bodies that are held in memory, and of bodies in general where a route sets no limit. */
  readonly maxValidatedBytes: number;
  readonly maxBodyBytes: number;
  /** Milliseconds, of routes that set none. */
  readonly idleBodyMs: number;
};

/** Without a body they mean nothing: one that isn't there is held to the schema as well. */
const bodyMethods = new Set(["POST", "PUT", "PATCH"]);

/**
 * Holds a request to its proxy's parameters and schema. A body is read into memory only where there is a schema for it.
 */
export function validateRequest(options: ValidationOptions): Step {
  return function validateRequest(context) {
    const { validation } = context.live as LiveRoute;
    if (validation === undefined) return;
    const { parameters, body } = validation;
    if (parameters !== undefined) {
      const { details, query } = parameters.check(context.query, context.captures);
      if (details.length > 0) throw refused(details);
      context.query = query;
    }
    if (body === undefined || (context.contentLength === 0 && !bodyMethods.has(context.exchange.method)))
      return;
    return checkBody(context, body, options);
  };
}

async function checkBody(
  context: RequestContext,
  schema: BodySchema,
  options: ValidationOptions,
): Promise<void> {
  if (context.contentLength === 0) throw refused([missing]);
  const problem = jsonProblem(context.headers);
  if (problem !== undefined) throw new AppError("unsupported_media_type", { log: problem });
  const route = context.live as LiveRoute;
  const maxBytes = Math.min(options.maxValidatedBytes, route.maxBodyBytes ?? options.maxBodyBytes);
  if (context.contentLength > maxBytes)
    throw new AppError("body_too_large", {
      log: `${context.contentLength} bytes of at most ${maxBytes} to validate`,
    });
  const chunks: Buffer[] = [];
  await readBody(context.exchange, { maxBytes, idleMs: route.idleBodyMs ?? options.idleBodyMs }, (chunk) => {
    chunks.push(chunk);
  });
  const body = Buffer.concat(chunks);
  if (body.length === 0) throw refused([missing]);
  const violation = schema.violation(body);
  if (violation !== undefined) throw refused([violation]);
  // What was checked is what is sent on, byte for byte.
  context.body = body;
  context.contentLength = body.length;
}

const missing: ErrorDetail = { path: "body", code: "required", message: "is required" };

function refused(details: readonly ErrorDetail[]): AppError {
  return new AppError("validation_failed", {
    details: details.slice(0, 20),
    log: details
      .slice(0, 5)
      .map(({ path, code }) => `${path} ${code}`)
      .join(", "),
  });
}
