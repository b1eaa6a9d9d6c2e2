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
import { appliedTypes, credentialShapes, credentialTypes, isOwnField, ownNames } from "./credential-types.ts";
import { holdCertificates } from "./hold-certificates.ts";

const origin = targetUrl
  // What is no URL has been refused above, but is looked at here all the same.
  .refine((value) => URL.parse(value)?.pathname === "/", "must be an origin: scheme, host and port")
  .transform((value) => URL.parse(value)?.origin ?? value);

const keyIn = z.enum(["header", "query"]);

const printable = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}+$/u, "must not hold control characters");

/** Fields of the types. Which of them a credential has is in the table of `credential-types.ts`. */
const ownFields = {
  apiKey: secretInput,
  keyIn,
  keyName: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z0-9_.~-]+$/, "must be letters, digits, _ . ~ or -"),
  password: secretInput,
  /** A colon would end it (RFC 7617 section 2). */
  username: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^:\p{Cc}]+$/u, "must not hold a colon or control characters"),
  clientId: printable,
  clientSecret: secretInput,
  tokenUrl: targetUrl,
  /** RFC 6749 section 3.3. */
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, "is not a scope")).max(50),
  audience: printable,
  clientCertificate: secretInput,
  clientPrivateKey: secretInput,
  caCertificate: secretInput,
};

export const credentialInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    type: z.enum(appliedTypes),
    ...z.object(ownFields).partial().shape,
    /** Where the secret may be sent; a collection that uses the credential must point to one of them. */
    origins: z.array(origin).max(50).default([]),
  })
  .strict()
  .superRefine((input, context) => {
    const shape = credentialShapes[input.type];
    for (const field of [...shape.secrets, ...shape.fields]) {
      if (input[field] === undefined)
        context.addIssue({ code: "custom", path: [field], message: `is required for type ${input.type}` });
    }
    for (const field of ownNames) {
      if (input[field] !== undefined && !isOwnField(shape, field))
        context.addIssue({ code: "custom", path: [field], message: `is no field of type ${input.type}` });
    }
  })
  .superRefine(holdCertificates)
  .refine(
    ({ keyIn: place, keyName }) =>
      place !== "header" ||
      keyName === undefined ||
      headerName.safeParse(keyName).success ||
      /^authorization$/i.test(keyName),
    { path: ["keyName"], message: "is reserved" },
  );

export type CredentialInput = z.infer<typeof credentialInput>;
export const credentialLater: Later = {
  fields: [],
  values: {
    type: oneOfTexts(
      ...credentialTypes.filter((type) => !(appliedTypes as readonly string[]).includes(type)),
    ),
  },
};

const commonFields = {
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  origins: z.array(z.string()),
};

export const credentialOutput = z.discriminatedUnion("type", [
  z.strictObject({
    ...commonFields,
    type: z.literal("basic"),
    username: z.string(),
    password: secretOutput,
  }),
  z.strictObject({
    ...commonFields,
    type: z.literal("api_key"),
    apiKey: secretOutput,
    keyIn,
    keyName: z.string(),
  }),
  z.strictObject({
    ...commonFields,
    type: z.literal("oauth2_client"),
    clientId: z.string(),
    clientSecret: secretOutput,
    tokenUrl: z.string(),
    scopes: z.array(z.string()).optional(),
    audience: z.string().optional(),
  }),
  z.strictObject({
    ...commonFields,
    type: z.literal("mtls"),
    clientCertificate: secretOutput,
    clientPrivateKey: secretOutput,
    caCertificate: secretOutput.optional(),
  }),
]);
