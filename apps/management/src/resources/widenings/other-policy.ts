import type { PolicyDocument } from "../policies/policy.model.ts";
import { fieldWidenings } from "./field-widenings.ts";
import type { Warning } from "./warning.ts";

/**
 * What a client may do more under another policy. A policy that is missing or not active limits nothing.
 * @param after null for none, undefined for one that isn't stored yet: a document that is only looked at may name it
 */
export function otherPolicy(
  before: PolicyDocument | undefined,
  after: PolicyDocument | null | undefined,
): Warning[] {
  if (before?.active !== true) return [];
  const path = "policyId";
  if (after === undefined) return [{ code: "limit_raised", message: "has the limits of a new policy", path }];
  if (after?.active !== true) return [{ code: "not_limited", message: "is not limited any more", path }];
  const other = { kind: "policy", id: after._id.toHexString(), key: after.key, name: after.name } as const;
  return fieldWidenings("policies", limitsOf(before), limitsOf(after)).map((warning) => ({
    ...warning,
    message: `${warning.message} by the policy ${after.key} (${warning.path})`,
    path,
    other,
  }));
}

function limitsOf({ rateLimit, quota = null, active, onLimiterFailure }: PolicyDocument) {
  return { rateLimit, quota, active, onLimiterFailure };
}
