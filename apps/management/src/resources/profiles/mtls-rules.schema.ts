import { type MatchType, matchTypes } from "@zerq/auth/certificates/certificate-match";
import { comparableEmail, comparableIpv6 } from "@zerq/auth/certificates/certificate-names";
import { z } from "zod";
import { fetchAddress } from "../fields.ts";
import { authorityProblem, revocationListProblem } from "./certificate-problems.ts";

/** What a profile of type mtls has besides what all profiles have. */

const text = z.string().trim().min(1).max(1_000);
const exactText = text.regex(/^[^\p{Cc}]*$/u, "must not hold control characters");

const [ipv4, ipv6] = [z.ipv4(), z.ipv6()];

/** Values in the form in which they are compared, by what they are. */
const values: Readonly<Record<MatchType, z.ZodType<string>>> = {
  cn: exactText,
  dns: text
    .regex(/^(?!\*)[\w.-]+$/, "must be one DNS name; a wildcard would name many callers")
    .transform((value) => value.toLowerCase()),
  uri: exactText.refine((value) => URL.canParse(value), "must be a URI"),
  email: exactText
    .refine((value) => /^[^@\s]+@[^@\s]+$/.test(value), "must be an e-mail address")
    .transform(comparableEmail),
  ip: text
    .refine(
      (value) => ipv4.safeParse(value).success || ipv6.safeParse(value).success,
      "must be an IP address",
    )
    .transform((value) => (value.includes(":") ? comparableIpv6(value) : value)),
  thumbprint: text
    .transform((value) => value.replaceAll(":", "").toLowerCase())
    .refine((value) => /^[0-9a-f]{64}$/.test(value), "must be a SHA-256 in hex, with or without colons"),
};

const matchType = z.enum(matchTypes);

const matchInput = z
  .object({ type: matchType, value: z.string() })
  .strict()
  .transform((match, context) => {
    const { data, error } = values[match.type].safeParse(match.value);
    if (error === undefined) return { type: match.type, value: data };
    for (const { message } of error.issues)
      context.addIssue({ code: "custom", path: ["value"], message, input: undefined });
    return z.NEVER;
  });

/** A PEM text that is looked into; what is wrong with it comes without its content. */
const pem = (maxBytes: number, problemOf: (value: string) => string | undefined) =>
  z
    .string()
    .max(maxBytes)
    .superRefine((value, context) => {
      const message = problemOf(value);
      if (message !== undefined) context.addIssue({ code: "custom", message, input: undefined });
    });

const crlInput = z
  .object({
    pem: pem(512 * 1_024, revocationListProblem)
      .nullable()
      .default(null),
    url: fetchAddress.nullable().default(null),
    /** Seconds between two fetches of `url`. */
    refreshSeconds: z.number().int().min(30).max(86_400).default(300),
  })
  .strict()
  .refine(({ pem, url }) => pem !== null || url !== null, "needs a list as pem, a url, or both");

export const mtlsInput = z
  .object({
    caCertificates: pem(256 * 1_024, authorityProblem),
    match: z.array(matchInput).min(1).max(50),
    crl: crlInput.nullable().default(null),
  })
  .strict();

export type MtlsRules = z.infer<typeof mtlsInput>;

const certificateOutput = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  thumbprint: z.string(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  /** Whole days; negative once it has expired. */
  expiresInDays: z.number().int(),
});

const listOutput = z.strictObject({
  thisUpdate: z.iso.datetime(),
  nextUpdate: z.iso.datetime(),
  expiresInDays: z.number().int(),
  /** How many certificates are in it. */
  revoked: z.number().int(),
});

export const mtlsOutput = z.strictObject({
  caCertificates: z.string(),
  authorities: z.array(certificateOutput),
  match: z.array(z.strictObject({ type: matchType, value: z.string() })),
  crl: z
    .strictObject({
      pem: z.string().nullable(),
      lists: z.array(listOutput),
      url: z.string().nullable(),
      refreshSeconds: z.number().int(),
    })
    .nullable(),
});
