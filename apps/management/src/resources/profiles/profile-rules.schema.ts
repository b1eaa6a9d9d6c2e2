import { asymmetricAlgorithms } from "@zerq/auth/jwt-algorithms";
import { z } from "zod";
import { fetchAddress, id, targetUrl, timeOutput } from "../fields.ts";

/** What a profile of type jwt or oidc has besides what all profiles have. Times are in seconds. */

/** Text that is compared with a claim as it is. */
const exact = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[^\p{Cc}]*$/u, "must not hold control characters");

const claimValue = z.union([exact, z.number(), z.boolean()]);

/** A list asks for each of its values. Times, issuer and audience have fields of their own. */
const requiredClaims = z
  .record(
    z
      .string()
      .regex(/^[^\p{Cc}]{1,200}$/u, "is not a claim name")
      .refine(
        (name) => !["__proto__", "iss", "aud", "exp", "nbf", "iat"].includes(name),
        "is not taken here",
      ),
    z.union([claimValue, z.array(claimValue).min(1).max(20)]),
  )
  .refine((claims) => Object.keys(claims).length <= 20, "at most 20 claims");

const hmacAlgorithm = z.enum(["HS256", "HS384", "HS512"]);

export const jwtInput = z
  .object({
    algorithm: hmacAlgorithm.default("HS256"),
    issuer: exact.nullable().default(null),
    audience: exact.nullable().default(null),
    maxLifetime: z
      .number()
      .int()
      .min(1)
      .max(10 * 366 * 86_400)
      .nullable()
      .default(null),
    clockSkew: z.number().int().min(0).max(300).default(0),
    requiredClaims: requiredClaims.default({}),
  })
  .strict();

const oidcAlgorithm = z.enum(asymmetricAlgorithms);

export const oidcInput = z
  .object({
    issuer: targetUrl,
    audience: exact,
    jwksUri: fetchAddress.nullable().default(null),
    algorithms: z
      .array(oidcAlgorithm)
      .min(1)
      .transform((list) => [...new Set(list)])
      .default([...asymmetricAlgorithms]),
    tokenKind: z.enum(["access", "id"]).default("access"),
    requiredClaims: requiredClaims.default({}),
  })
  .strict();

export type JwtRules = z.infer<typeof jwtInput>;
export type OidcRules = z.infer<typeof oidcInput>;

export const versionsOutput = z.array(
  z.strictObject({
    id,
    createdAt: z.iso.datetime(),
    expiresAt: timeOutput,
    /** To the minute, from the request log; null: never, as far as that says. */
    lastUsedAt: timeOutput,
  }),
);

const claimsOutput = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))]),
);

export const jwtOutput = z.strictObject({
  algorithm: hmacAlgorithm,
  issuer: z.string().nullable(),
  audience: z.string().nullable(),
  maxLifetime: z.number().int().nullable(),
  clockSkew: z.number().int(),
  requiredClaims: claimsOutput,
  versions: versionsOutput,
});

export const oidcOutput = z.strictObject({
  issuer: z.string(),
  audience: z.string(),
  jwksUri: z.string().nullable(),
  algorithms: z.array(oidcAlgorithm),
  tokenKind: z.enum(["access", "id"]),
  requiredClaims: claimsOutput,
});
