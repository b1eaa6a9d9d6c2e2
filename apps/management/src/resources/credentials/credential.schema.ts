import { z } from "zod";
import {
  commonInput,
  commonOutput,
  description,
  headerName,
  name,
  secretInput,
  secretOutput,
  targetUrl,
} from "../fields.ts";
import { type Later, oneOfTexts } from "../not-supported.ts";

/** Every type of the data model. Those without behaviour yet are refused by name. */
export const credentialTypes = [
  "basic",
  "api_key",
  "oauth2_client",
  "mtls",
  "mongodb",
  "postgres",
  "sqlserver",
  "oracle",
  "redis",
  "smtp",
  "sendgrid",
  "kafka",
  "imap",
] as const;

const origin = targetUrl
  .refine((value) => new URL(value).pathname === "/", "must be an origin: scheme, host and port")
  .transform((value) => new URL(value).origin);

export const credentialInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    type: z.literal("api_key"),
    apiKey: secretInput,
    keyIn: z.enum(["header", "query"]),
    keyName: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[A-Za-z0-9_.~-]+$/, "must be letters, digits, _ . ~ or -"),
    /** Where the secret may be sent; a collection that uses the credential must point to one of them. */
    origins: z.array(origin).max(50).default([]),
  })
  .strict()
  .refine(
    (input) =>
      input.keyIn === "query" ||
      headerName.safeParse(input.keyName).success ||
      /^authorization$/i.test(input.keyName),
    {
      path: ["keyName"],
      message: "is reserved",
    },
  );

export type CredentialInput = z.infer<typeof credentialInput>;
export const credentialLater: Later = {
  fields: ["apiKey.file"],
  values: { type: oneOfTexts(...credentialTypes.filter((type) => type !== "api_key")) },
};

export const credentialOutput = z.strictObject({
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  type: z.literal("api_key"),
  apiKey: secretOutput,
  keyIn: z.enum(["header", "query"]),
  keyName: z.string(),
  origins: z.array(z.string()),
});
