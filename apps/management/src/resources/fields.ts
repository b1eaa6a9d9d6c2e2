import { isForbiddenEnvName } from "@zerq/plane-protocol/env-names";
import { isSecretFileName } from "@zerq/plane-protocol/secret-file-names";
import { z } from "zod";
import { warningsOutput } from "./widenings/warning.ts";

/** Building blocks of the API's shapes. What they refuse is refused at the edge, with the field's path. */

export const id = z.string().regex(/^[0-9a-f]{24}$/, "must be 24 hex digits");

/** Text for people: no control characters, so that no header, log line or CSV can be forged with it. */
export const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, "must not hold control characters");
export const description = z
  .string()
  .max(5_000)
  .regex(/^(?:\P{Cc}|[\t\n])*$/u, "must not hold control characters but tabs and line feeds");

const key = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens");

const labels = z
  .record(
    z.string().regex(/^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/, "is not a label name"),
    z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9._-]*$/, "is not a label value"),
  )
  .refine((value) => Object.keys(value).length <= 32, "at most 32 labels");

/** What every resource takes on writing, besides its own fields. */
export const commonInput = {
  key: key.optional(),
  labels: labels.default({}),
  managedBy: z
    .string()
    .regex(/^[\w.:/@-]{1,80}$/, "must be a name of letters, digits and . : / @ _ -")
    .nullish(),
};

export const status = z.enum(["draft", "published"]);

const envName = z
  .string()
  .max(100)
  .regex(/^[A-Z_][A-Z0-9_]*$/, "must be upper-case letters, digits and underscores")
  .refine((value) => !isForbiddenEnvName(value), "names a setting that never resolves");

/** A file in the gateway's folder of mounted secrets (GATEWAY_SECRETS_DIRECTORY). */
const fileName = z
  .string()
  .max(100)
  .refine(isSecretFileName, "must be letters, digits, _ . or -, without a leading dot");

const fieldContent = /^[\t\x20-\x7e\xa0-\xff]*$/;

/** A header's value: no CR, LF, NUL or other control characters, and nothing beyond Latin-1 (RFC 9110 section 5.5). */
export const headerValue = z
  .string()
  .max(4_096)
  .regex(fieldContent, "must be Latin-1 text without control characters");

/** For the OpenAPI document: what a preprocessed field takes besides its own shape. */
const shortText = { type: "string", description: "`$NAME` alone is env, any other text a value." };

/** `{value}`, `{env}`, `{file}`, or the short forms: `$NAME` alone is env, any other text a value. */
const valueOrReference = z
  .preprocess(
    shortForm,
    z.union([
      z.object({ value: headerValue }).strict(),
      z.object({ env: envName }).strict(),
      z.object({ file: fileName }).strict(),
    ]),
  )
  .meta({ shortForm: shortText });

/** A secret on writing: as valueOrReference, and `{set: true}` for "keep what is stored". */
export const secretInput = z
  .preprocess(
    shortForm,
    z.union([
      z.object({ value: z.string().min(1).max(65_536) }).strict(),
      z.object({ env: envName }).strict(),
      z.object({ file: fileName }).strict(),
      z
        .object({
          set: z.literal(true),
          source: z.string().optional(),
          env: z.string().optional(),
          file: z.string().optional(),
        })
        .strict(),
    ]),
  )
  .meta({ shortForm: shortText });

function shortForm(input: unknown): unknown {
  if (typeof input !== "string") return input;
  return /^\$[A-Z_][A-Z0-9_]*$/.test(input) ? { env: input.slice(1) } : { value: input };
}

/** Names that frame a message, belong to one hop, or carry identity: never set by a rule (RFC 9110 section 7.6.1). */
const reservedHeaders = new Set([
  "authorization",
  "connection",
  "content-length",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-client-id",
  "x-profile-id",
  "x-request-id",
]);
const reservedPrefixes = ["x-zerq-", "x-forwarded-"];

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;

export const headerName = z
  .string()
  .regex(token, "is not a header name")
  .refine((value) => {
    const lower = value.toLowerCase();
    return !reservedHeaders.has(lower) && !reservedPrefixes.some((prefix) => lower.startsWith(prefix));
  }, "is reserved");

/** `Authorization` towards the upstream is the operator's to set, unlike the rest of the reserved names. */
const ruleName = z.union([headerName, z.string().regex(/^authorization$/i)]);

export const headerRules = z
  .array(
    z
      .object({
        name: ruleName,
        direction: z.enum(["request", "response"]).default("request"),
        op: z.enum(["set", "append", "remove"]).default("set"),
        value: valueOrReference.optional(),
      })
      .strict()
      .refine(
        (rule) => (rule.op === "remove") === (rule.value === undefined),
        "set and append need a value, remove has none",
      ),
  )
  .max(50);

const milliseconds = z.number().int().min(1).max(3_600_000);
export const timeouts = z
  .object({
    connectMs: milliseconds.optional(),
    headersMs: milliseconds.optional(),
    idleBodyMs: milliseconds.optional(),
  })
  .strict();

export type Timeouts = z.infer<typeof timeouts>;

export const maxBodyBytes = z
  .number()
  .int()
  .min(0)
  .max(1024 ** 3)
  .nullable();

/** An http or https URL; whether it may be called is the egress guard's decision. */
export const targetUrl = z
  .string()
  .max(2_048)
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return (
      /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "" && !/[\s\p{Cc}]/u.test(value)
    );
  }, "must be an http or https URL without query and fragment");

export const email = z
  .email()
  .max(254)
  .transform((value) => value.trim().toLowerCase());

export const method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
export const methods = z
  .array(method)
  .max(7)
  .transform((list) => [...new Set(list)]);

export const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

/** What every resource answers with, besides its own fields. Times are RFC 3339 in UTC. */
export const commonOutput = {
  id,
  key,
  labels: z.record(z.string(), z.string()),
  managedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  revision: z.number().int().min(1),
  warnings: warningsOutput,
};

const valueOrReferenceOutput = z.union([
  z.strictObject({ value: z.string() }),
  z.strictObject({ env: z.string() }),
  z.strictObject({ file: z.string() }),
]);

export const headerRulesOutput = z.array(
  z.strictObject({
    name: z.string(),
    direction: z.enum(["request", "response"]),
    op: z.enum(["set", "append", "remove"]),
    value: valueOrReferenceOutput.optional(),
  }),
);

/** A secret on reading: that it is there and where it comes from, never what it is. */
export const secretOutput = z.union([
  z.strictObject({ set: z.literal(true), source: z.literal("value") }),
  z.strictObject({ set: z.literal(true), source: z.literal("env"), env: z.string() }),
  z.strictObject({ set: z.literal(true), source: z.literal("file"), file: z.string() }),
]);

/** In place of a secret that an earlier answer to the same Idempotency-Key has shown. */
export const secretAlreadyShown = z.literal(true).optional();

export const timeOutput = z.iso.datetime().nullable();

/** Where keys or revocation lists are published; it may have a query, as some providers' addresses do. */
export const fetchAddress = z
  .string()
  .max(2_048)
  .refine(
    (value) =>
      URL.canParse(value) &&
      /^https?:$/.test(new URL(value).protocol) &&
      new URL(value).hash === "" &&
      !/[\s\p{Cc}]/u.test(value),
    "must be an http or https URL without fragment",
  );
