import { z } from "zod";

/** Most bytes of one captured body; a proxy's `capture.maxBytes` may ask for less. */
export const MOST_CAPTURED_BYTES = 65_536;
/** Most characters of names and values together, for the headers of one direction. */
export const MOST_HEADER_CHARACTERS = 16_384;

const headerPairs = z.array(z.tuple([z.string().max(256), z.string().max(4_096)])).max(200);

/** Names and values as they came; secrets are redacted where they were captured, by the gateway. */
export const capturedHeaders = z.object({
  request: headerPairs,
  response: headerPairs.nullable(),
  truncated: z.boolean(),
});

/**
 * The beginning of a body. `text` when it is UTF-8, redacted by name where its kind is known; `base64` when it is not, or is
 * encoded (`contentEncoding`); `omitted` when it was left out, with the reason in `content`.
 */
export const capturedBody = z.object({
  kind: z.enum(["text", "base64", "omitted"]),
  content: z.string().max(2 * MOST_CAPTURED_BYTES),
  contentType: z.string().max(256).nullable(),
  contentEncoding: z.string().max(64).nullable(),
  /** Of the whole body, as far as it went by. */
  bytes: z.number().int().nonnegative(),
  /** Whether there was more of it than was kept. */
  truncated: z.boolean(),
});

/** Null: not asked for, or there was none. */
export const capturedBodies = z.object({
  request: capturedBody.nullable(),
  response: capturedBody.nullable(),
});

export type CapturedHeaders = z.infer<typeof capturedHeaders>;
export type CapturedBody = z.infer<typeof capturedBody>;
export type CapturedBodies = z.infer<typeof capturedBodies>;
