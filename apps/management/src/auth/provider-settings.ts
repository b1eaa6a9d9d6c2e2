import { parseRoleMap, type RoleMap } from "@zerq/auth/roles";
import { duration, text } from "@zerq/env/kinds";
import { z } from "zod";

/** OIDC_ROLE_MAP: undefined when it is empty. */
export const roleMap: z.ZodType<RoleMap | undefined, string> = text.transform((value, context) => {
  try {
    return parseRoleMap(value);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as RangeError).message });
    return z.NEVER;
  }
});

/** Seconds; more would let tokens live on that are over. */
export const clockSkew: z.ZodType<number, string> = duration.transform((ms, context) => {
  if (ms <= 300_000) return Math.round(ms / 1_000);
  context.addIssue({ code: "custom", message: "must be at most 5m" });
  return z.NEVER;
});
