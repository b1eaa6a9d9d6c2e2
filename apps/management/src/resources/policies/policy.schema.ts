import { z } from "zod";
import { commonInput, description, name } from "../fields.ts";

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
    active: z.boolean().default(true),
    onLimiterFailure: z.enum(["share", "closed", "open"]).default("share"),
  })
  .strict();

export type PolicyInput = z.infer<typeof policyInput>;
export const policyLater = ["quota"];
