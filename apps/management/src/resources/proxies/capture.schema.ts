import { MOST_CAPTURED_BYTES } from "@zerq/plane-protocol/captured";
import { z } from "zod";

/** What the request log keeps of a proxy's requests; gateways take secrets out of it (docs/request-log.md). */
export const noCapture = { headers: false, requestBody: false, responseBody: false, maxBytes: 16_384 };
export type Capture = typeof noCapture;

export const capture = z
  .object({
    headers: z.boolean().default(false),
    requestBody: z.boolean().default(false),
    responseBody: z.boolean().default(false),
    /** Of each body. */
    maxBytes: z.number().int().min(1).max(MOST_CAPTURED_BYTES).default(noCapture.maxBytes),
  })
  .strict()
  .default(noCapture);

export const captureOutput = z.strictObject({
  headers: z.boolean(),
  requestBody: z.boolean(),
  responseBody: z.boolean(),
  maxBytes: z.number().int(),
});
