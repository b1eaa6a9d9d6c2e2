import { z } from "zod";
import { commonInput, commonOutput, id, method, methods, name, time, timeOutput } from "../fields.ts";
import { allowList, ipList } from "../ip-list.ts";
import { type Later, oneOfTexts } from "../not-supported.ts";

/** A profile (how a client authenticates) on writing. The other types of the data model come with their behaviour. */
export const profileInput = z
  .object({
    ...commonInput,
    clientId: id,
    name,
    authType: z.literal("token").default("token"),
    allowedMethods: methods.default([]),
    allowedIps: allowList.default([]),
    deniedIps: ipList.default([]),
    active: z.boolean().default(true),
    expiresAt: time.nullable().default(null),
  })
  .strict();

export type ProfileInput = z.infer<typeof profileInput>;

export const profileLater: Later = {
  fields: ["jwt", "oidc", "mtls"],
  values: { authType: oneOfTexts("jwt", "oidc", "mtls", "none") },
};

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

export type RotateInput = z.infer<typeof rotateInput>;

export const profileOutput = z.strictObject({
  ...commonOutput,
  clientId: id,
  name: z.string(),
  authType: z.literal("token"),
  allowedMethods: z.array(method),
  allowedIps: z.array(z.string()),
  deniedIps: z.array(z.string()),
  active: z.boolean(),
  expiresAt: timeOutput,
  token: z.strictObject({
    versions: z.array(z.strictObject({ id, createdAt: z.iso.datetime(), expiresAt: timeOutput })),
  }),
});
