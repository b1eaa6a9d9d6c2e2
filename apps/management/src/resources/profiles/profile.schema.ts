import { z } from "zod";
import { commonInput, id, ipList, methods, name, time } from "../fields.ts";

/** A profile (how a client authenticates) on writing. The other types of the data model come with their behaviour. */
export const profileInput = z
  .object({
    ...commonInput,
    clientId: id,
    name,
    authType: z.literal("token").default("token"),
    allowedMethods: methods.default([]),
    allowedIps: ipList.default([]),
    deniedIps: ipList.default([]),
    active: z.boolean().default(true),
    expiresAt: time.nullable().default(null),
  })
  .strict();

export type ProfileInput = z.infer<typeof profileInput>;

export const profileLater = ["jwt", "oidc", "mtls"];

export const rotateInput = z
  .object({
    /** Seconds for which the old versions stay valid beside the new one; 0 kills them at once. */
    overlapSeconds: z
      .number()
      .int()
      .min(0)
      .max(30 * 24 * 3_600)
      .default(0),
  })
  .strict();
