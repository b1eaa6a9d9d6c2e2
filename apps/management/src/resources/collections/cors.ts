import { z } from "zod";
import { method } from "../fields.ts";

/** `null` is what sandboxed pages and files send: it names nobody, so it can't be allowed. */
const origin = z
  .string()
  .max(300)
  .regex(/^(?:\*|https?:\/\/[a-zA-Z0-9.\-[\]:]+)$/, "must be an origin such as https://app.example.com, or *")
  .transform((text) => text.toLowerCase());

const headerNames = z
  .array(z.string().regex(/^[!#$%&'+.^_`|~0-9A-Za-z-]{1,100}$/, "is not a header name"))
  .max(50);

/**
 * CORS rules of a collection, beside CORS_ALLOW_ORIGINS. Without lists a preflight is answered with what it asks for. There is
 * no field for credentials: they are never allowed.
 */
export const cors = z
  .object({
    allowOrigins: z.array(origin).min(1).max(100),
    allowMethods: z.array(method).max(7).optional(),
    allowHeaders: headerNames.optional(),
    exposeHeaders: headerNames.optional(),
    maxAge: z.number().int().min(0).max(86_400).optional(),
  })
  .strict()
  .nullable()
  .default(null);

export type Cors = z.infer<typeof cors>;

export const corsOutput = z
  .strictObject({
    allowOrigins: z.array(z.string()),
    allowMethods: z.array(method).optional(),
    allowHeaders: z.array(z.string()).optional(),
    exposeHeaders: z.array(z.string()).optional(),
    maxAge: z.number().int().optional(),
  })
  .nullable();
