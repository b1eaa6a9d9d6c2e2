import { z } from "zod";

/** What a change can open, in the words of docs/widenings.md, where each has its reason. A test holds the two together. */
export const warningCodes = [
  "takes_requests",
  "gives_requests",
  "overlaps",
  "in_service",
  "reactivated",
  "lives_longer",
  "no_credential",
  "weaker_credential",
  "any_subject",
  "more_tokens",
  "more_certificates",
  "more_addresses",
  "wide_addresses",
  "less_denied",
  "more_methods",
  "more_hosts",
  "other_path",
  "more_gateways",
  "more_pages",
  "access_granted",
  "portal_access",
  "not_limited",
  "limit_raised",
  "other_target",
  "other_authorities",
  "unverified_upstream",
  "other_credential",
  "secret_destination",
  "identity_forwarded",
  "larger_bodies",
  "less_validated",
  "more_captured",
] as const;
export type WarningCode = (typeof warningCodes)[number];

/** What one look says of a field. */
export type Flag = { code: WarningCode; message: string };

/**
 * Something that a change opens: it isn't refused, since it may well be meant, but whoever makes the change and whoever reads the
 * audit is told (threat 28).
 */
export const warningOutput = z.strictObject({
  code: z.enum(warningCodes),
  message: z.string(),
  /** The field, as in a refusal. */
  path: z.string().optional(),
  /** Another resource that has to do with it. */
  other: z
    .strictObject({
      kind: z.enum(["collection", "profile", "policy"]),
      id: z.string(),
      key: z.string(),
      name: z.string(),
    })
    .optional(),
});
export type Warning = z.infer<typeof warningOutput>;

/** Only in the answer to a change that opens something. */
export const warningsOutput = z.array(warningOutput).optional();

/** A member of this name that tells of them; none where there is nothing to tell. */
export function toldAs<N extends "warnings" | "widenings">(
  name: N,
  warnings: readonly Warning[],
): { [K in N]?: Warning[] } {
  return warnings.length === 0 ? {} : ({ [name]: [...warnings] } as { [K in N]?: Warning[] });
}

/** A warning as one of a larger change: with the place of its resource before its field. */
export function atPath(place: string, warning: Warning): Warning {
  return { ...warning, path: warning.path === undefined ? place : `${place}.${warning.path}` };
}
