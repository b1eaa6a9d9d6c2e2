import { z } from "zod";
import { commonInput, commonOutput, id, method, methods, name, time, timeOutput } from "../fields.ts";
import { allowList, ipList } from "../ip-list.ts";
import type { Later } from "../not-supported.ts";
import { mtlsInput, mtlsOutput } from "./mtls-rules.schema.ts";
import { jwtInput, jwtOutput, oidcInput, oidcOutput, versionsOutput } from "./profile-rules.schema.ts";

/** How a client can prove who it is. */
export const authTypes = ["token", "jwt", "oidc", "mtls", "none"] as const;
export type AuthType = (typeof authTypes)[number];

/** A profile (how a client authenticates) on writing. What each type asks for is held by `check-rules.ts`. */
export const profileInput = z
  .object({
    ...commonInput,
    clientId: id,
    name,
    authType: z.enum(authTypes).default("token"),
    jwt: jwtInput.optional(),
    oidc: oidcInput.optional(),
    mtls: mtlsInput.optional(),
    allowedMethods: methods.default([]),
    allowedIps: allowList.default([]),
    deniedIps: ipList.default([]),
    active: z.boolean().default(true),
    expiresAt: time.nullable().default(null),
  })
  .strict();

export type ProfileInput = z.infer<typeof profileInput>;

export const profileLater: Later = { fields: [] };

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
  authType: z.enum(authTypes),
  allowedMethods: z.array(method),
  allowedIps: z.array(z.string()),
  deniedIps: z.array(z.string()),
  active: z.boolean(),
  expiresAt: timeOutput,
  token: z.strictObject({ versions: versionsOutput }).optional(),
  jwt: jwtOutput.optional(),
  oidc: oidcOutput.optional(),
  mtls: mtlsOutput.optional(),
});
