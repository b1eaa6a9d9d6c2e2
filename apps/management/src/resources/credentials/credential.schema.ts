import { z } from "zod";
import {
  commonInput,
  commonOutput,
  description,
  headerName,
  name,
  secretOutput,
  targetUrl,
  timeOutput,
} from "../fields.ts";
import type { Later } from "../not-supported.ts";
import { plainFields, plainOutputs, secretFields } from "./credential-fields.ts";
import {
  type CredentialType,
  credentialShapes,
  credentialTypes,
  fieldsOf,
  isOwnField,
  ownNames,
  secretsOf,
} from "./credential-types.ts";
import { holdCertificates } from "./hold-certificates.ts";
import { holdConnection } from "./hold-connection.ts";

const origin = targetUrl
  // What is no URL has been refused above, but is looked at here all the same.
  .refine((value) => URL.parse(value)?.pathname === "/", "must be an origin: scheme, host and port")
  .transform((value) => URL.parse(value)?.origin ?? value);

export const credentialInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    type: z.enum(credentialTypes),
    ...z.object({ ...secretFields, ...plainFields }).partial().shape,
    /** Where the secret may be sent; a collection that uses the credential must point to one of them. */
    origins: z.array(origin).max(50).default([]),
  })
  .strict()
  .superRefine((input, context) => {
    const shape = credentialShapes[input.type];
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message, input: undefined });
    for (const field of [...shape.secrets, ...shape.fields])
      if (input[field] === undefined) refuse(field, `is required for type ${input.type}`);
    for (const field of ownNames)
      if (input[field] !== undefined && !isOwnField(shape, field))
        refuse(field, `is no field of type ${input.type}`);
    if (!shape.isApplied && input.origins.length > 0) refuse("origins", `is no field of type ${input.type}`);
    const [secret] = secretsOf(shape);
    if (secret !== undefined && secretsOf(shape).every((field) => input[field] === undefined))
      refuse(secret, `is required for type ${input.type}, or another of its secrets`);
  })
  .superRefine(holdCertificates)
  .superRefine(holdConnection)
  .refine(
    ({ keyIn: place, keyName }) =>
      place !== "header" ||
      keyName === undefined ||
      headerName.safeParse(keyName).success ||
      /^authorization$/i.test(keyName),
    { path: ["keyName"], message: "is reserved" },
  );

export type CredentialInput = z.infer<typeof credentialInput>;
export const credentialLater: Later = { fields: [] };

const commonFields = {
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  origins: z.array(z.string()),
};

function outputOf<T extends CredentialType>(type: T) {
  const shape = credentialShapes[type];
  const { secrets, fields, defaults = {} } = shape;
  const isAlwaysThere = (name: string) => [...secrets, ...fields, ...Object.keys(defaults)].includes(name);
  const own = [
    ...secretsOf(shape).map((name) => [name, secretOutput] as const),
    ...fieldsOf(shape).map((name) => [name, plainOutputs[name]] as const),
  ].map(([name, output]) => [name, isAlwaysThere(name) ? output : output.optional()] as const);
  /** Null where the certificate is the gateway's to read. */
  const expiry = type === "mtls" ? { certificateExpiresAt: timeOutput } : {};
  return z.strictObject({ ...commonFields, type: z.literal(type), ...expiry, ...Object.fromEntries(own) });
}

const [first, ...others] = credentialTypes;
export const credentialOutput = z.discriminatedUnion("type", [outputOf(first), ...others.map(outputOf)]);
