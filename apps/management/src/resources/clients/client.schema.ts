import { z } from "zod";
import { commonInput, commonOutput, description, email, id, name } from "../fields.ts";

const unique = (list: string[]) => [...new Set(list)];

export const clientInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    email,
    collectionIds: z.array(id).max(1_000).transform(unique).default([]),
    policyId: id.nullable().default(null),
    active: z.boolean().default(true),
    hasPortalAccess: z.boolean().default(false),
    authorizedEmails: z.array(email).max(500).transform(unique).default([]),
  })
  .strict();

export type ClientInput = z.infer<typeof clientInput>;

export const clientOutput = z.strictObject({
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  email: z.string(),
  collectionIds: z.array(id),
  policyId: id.nullable(),
  active: z.boolean(),
  hasPortalAccess: z.boolean(),
  authorizedEmails: z.array(z.string()),
});
