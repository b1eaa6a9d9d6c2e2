import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
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
  if (!policy.active || policy.rateLimit === null) return { kind: "none" };
  const { max, interval } = policy.rateLimit;
  const windowMs = windows[interval];
  return {
    kind: "rate",
    rule: { key: entity.id, max, windowMs, onFailure: policy.onLimiterFailure },
    policyHeader: `"rate";q=${max};w=${windowMs / 1_000}`,
  };
}
