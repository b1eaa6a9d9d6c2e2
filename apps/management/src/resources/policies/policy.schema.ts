import { z } from "zod";
import { commonInput, commonOutput, description, name } from "../fields.ts";

export const policyInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    rateLimit: z
      .object({ max: z.number().int().min(1).max(1_000_000_000), interval: z.enum(["1m", "5m", "1h"]) })
      .strict()
      .nullable()
      .default(null),
    quota: z
      .object({ max: z.number().int().min(1).max(1_000_000_000), interval: z.enum(["1d", "7d", "30d"]) })
      .strict()
      .nullable()
      .default(null),
    active: z.boolean().default(true),
    onLimiterFailure: z.enum(["share", "closed", "open"]).default("share"),
  })
  .strict();

export type PolicyInput = z.infer<typeof policyInput>;

export const policyOutput = z.strictObject({
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  rateLimit: z.strictObject({ max: z.number().int(), interval: z.enum(["1m", "5m", "1h"]) }).nullable(),
  quota: z.strictObject({ max: z.number().int(), interval: z.enum(["1d", "7d", "30d"]) }).nullable(),
  active: z.boolean(),
  onLimiterFailure: z.enum(["share", "closed", "open"]),
});
