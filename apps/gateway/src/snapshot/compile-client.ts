import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { nominalMs } from "../limits/calendar.ts";
import type { Client, ClientLimit } from "./routing-table.ts";

const windows = { "1m": 60_000, "5m": 300_000, "1h": 3_600_000 } as const;

/** @param policy the client's policy; undefined when it has one that isn't there or can't be understood */
export function compileClient(
  entity: GatewayEntity<"client">,
  policy: GatewayEntity<"policy"> | undefined,
): Client {
  return {
    id: entity.id,
    collectionIds: new Set(entity.collectionIds),
    active: entity.active,
    limit: limitOf(entity, policy),
  };
}

function limitOf(entity: GatewayEntity<"client">, policy: GatewayEntity<"policy"> | undefined): ClientLimit {
  if (entity.policyId === null) return { kind: "none" };
  if (policy === undefined)
    return { kind: "invalid", reason: `the policy ${entity.policyId} can't be enforced` };
  const { rateLimit, quota, onLimiterFailure: onFailure } = policy;
  if (!policy.active || (rateLimit === null && quota === undefined)) return { kind: "none" };
  const key = entity.id;
  return {
    kind: "limited",
    rate:
      rateLimit === null
        ? undefined
        : { key, max: rateLimit.max, windowMs: windows[rateLimit.interval], onFailure },
    quota: quota && { key, ...quota, onFailure },
    policyHeader: policyHeader(policy),
  };
}

/** draft-ietf-httpapi-ratelimit-headers: a list of policies with what they allow and for how many seconds. */
function policyHeader({ rateLimit, quota }: GatewayEntity<"policy">): string {
  const policies: string[] = [];
  if (rateLimit !== null) policies.push(`"rate";q=${rateLimit.max};w=${windows[rateLimit.interval] / 1_000}`);
  if (quota !== undefined) policies.push(`"quota";q=${quota.max};w=${nominalMs[quota.interval] / 1_000}`);
  return policies.join(", ");
}
