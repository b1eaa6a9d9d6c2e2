import { AppError } from "@zerq/errors/app-error";
import type { Request } from "express";
import { z } from "zod";

/** Longer than any address, token or code: what is longer isn't looked at. */
const email = z.email().max(254);

export const askBody = z.object({ email: z.string().max(320).trim().pipe(email) }).strict();
export const openBody = z
  .object({ token: z.string().max(200), code: z.string().max(40).optional() })
  .strict();

const SEVEN_DAYS = 7 * 24 * 3_600;
export const rotateBody = z.object({ overlapSeconds: z.int().min(0).max(SEVEN_DAYS).default(0) }).strict();

/**
 * The JSON body as the schema says. The refusal names the field and the rule, and never repeats what was sent.
 * @throws AppError `unsupported_media_type` or `validation_failed`
 */
export function parseBody<T>(schema: z.ZodType<T>, request: Request): T {
  // JSON only: a form that another site's page posts can't have this type (it would need our leave by CORS).
  if (!request.is("application/json")) throw new AppError("unsupported_media_type");
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.slice(0, 10).map((issue) => ({
    path: issue.path.join("."),
    code: issue.code,
    message: issue.message.slice(0, 200),
  }));
  throw new AppError("validation_failed", { details });
}
