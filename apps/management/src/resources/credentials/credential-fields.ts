import { isIP } from "node:net";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import { z } from "zod";
import { email, secretInput, targetUrl } from "../fields.ts";
import type { PlainName, SecretName } from "./credential-types.ts";

/** The fields that types of credentials have of their own. Which type has which is in the table of `credential-types.ts`. */

const printable = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}+$/u, "must not hold control characters");

const hostPattern = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$/;
const isHost = (text: string) => hostPattern.test(text) || isIP(text) !== 0;
const host = z.string().max(253).refine(isHost, "must be a host name or an address");
const port = z.number().int().min(1).max(65_535);

/** `host:port`; an address of version 6 in brackets. */
const broker = z.string().refine((text) => {
  const [, name = "", digits = ""] = /^(?:\[?)(.+?)(?:\]?):(\d{1,5})$/.exec(text) ?? [];
  return isHost(name) && port.safeParse(Number(digits)).success;
}, "must be host:port");

/** One comma-separated text is taken too. */
const brokers = z.preprocess(
  (input) => (typeof input === "string" ? input.split(",").map((one) => one.trim()) : input),
  z.array(broker).min(1).max(50),
);

const certificates = z.string().max(65_536).refine(isPem, "must be certificates in PEM");

const keyIn = z.enum(["header", "query"]);
const saslMechanism = z.enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]);

export const secretFields = {
  apiKey: secretInput,
  password: secretInput,
  clientSecret: secretInput,
  clientCertificate: secretInput,
  clientPrivateKey: secretInput,
  caCertificate: secretInput,
  connectionString: secretInput,
  saslPassword: secretInput,
  sslKey: secretInput,
} satisfies Record<SecretName, z.ZodType>;

export const plainFields = {
  keyIn,
  keyName: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[A-Za-z0-9_.~-]+$/, "must be letters, digits, _ . ~ or -"),
  /** A colon would end it (RFC 7617 section 2). */
  username: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^:\p{Cc}]+$/u, "must not hold a colon or control characters"),
  clientId: printable,
  tokenUrl: targetUrl,
  /** RFC 6749 section 3.3. */
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, "is not a scope")).max(50),
  audience: printable,
  host,
  port,
  tls: z.boolean(),
  fromAddress: email,
  brokers,
  saslMechanism,
  saslUsername: printable,
  sslCertificate: certificates,
  sslCa: certificates,
} satisfies Record<PlainName, z.ZodType>;

/** As they are read. */
export const plainOutputs: Readonly<Record<PlainName, z.ZodType>> = {
  keyIn,
  keyName: z.string(),
  username: z.string(),
  clientId: z.string(),
  tokenUrl: z.string(),
  scopes: z.array(z.string()),
  audience: z.string(),
  host: z.string(),
  port: z.number().int(),
  tls: z.boolean(),
  fromAddress: z.string(),
  brokers: z.array(z.string()),
  saslMechanism,
  saslUsername: z.string(),
  sslCertificate: z.string(),
  sslCa: z.string(),
};

function isPem(text: string): boolean {
  try {
    return certificatesIn(text).length > 0;
  } catch {
    return false;
  }
}
