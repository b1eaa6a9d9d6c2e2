import { z } from "zod";
import { commonInput, description, headerName, name, secretInput, targetUrl } from "../fields.ts";

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
export const credentialLater: readonly string[] = ["apiKey.file"];
