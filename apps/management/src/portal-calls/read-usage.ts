import { LIMIT_PARTITIONS, quotaKey, rateKey } from "@zerq/plane-protocol/limit-keys";
import type { PortalAnswer } from "@zerq/plane-protocol/portal-call";
import type { Redis } from "@zerq/service/redis";
import type { Connection } from "mongoose";
import type { ClientDocument } from "../resources/clients/client.model.ts";
import { type PolicyDocument, policyModel } from "../resources/policies/policy.model.ts";
import { objectId } from "../resources/resource-document.ts";
import { allowsRotation } from "./allows-rotation.ts";

const windowsMs = { "1m": 60_000, "5m": 300_000, "1h": 3_600_000 } as const;

/** The client's limits and what is used of them. What gateways hold as leases and haven't spent isn't counted as used. */
export async function readUsage(
  connection: Connection,
  redis: Redis,
  client: ClientDocument,
): Promise<PortalAnswer<"usage">> {
  const id = client._id.toHexString();
  const policy = await policyOf(connection, client);
  const { rateLimit = null, quota = null } = policy ?? {};
  return {
    rateLimit:
      rateLimit === null
        ? null
        : { ...rateLimit, used: await rateUsed(redis, id, windowsMs[rateLimit.interval]), resetsAt: null },
    quota: quota === null ? null : { ...quota, ...(await quotaUsed(redis, `${quota.interval}:${id}`)) },
    tokenRotation: await allowsRotation(connection, client),
  };
}

async function policyOf(
  connection: Connection,
  { policyId }: ClientDocument,
): Promise<PolicyDocument | undefined> {
  if (policyId === null) return undefined;
  const policy = await policyModel(connection)
    .findOne({ _id: objectId(policyId) })
    .lean<PolicyDocument>();
  // An inactive policy is kept and not enforced.
  return policy?.active === true ? policy : undefined;
}

/** Charges of buckets that are still within the window. */
async function rateUsed(redis: Redis, clientId: string, windowMs: number): Promise<number> {
  let used = 0;
  const [seconds, micros] = await redis.time();
  const now = Number(seconds) * 1_000_000 + Number(micros);
  const bucketUs = Math.ceil((windowMs * 1_000) / 6_000);
  const past = Math.floor((now - windowMs * 1_000) / bucketUs);
  for (const partition of LIMIT_PARTITIONS) {
    const charges = await redis.hgetall(rateKey(partition, `${windowMs}:${clientId}`));
    for (const [field, count] of Object.entries(charges)) {
      const [, lent, bucket] = /^(l?)(\d+)$/.exec(field) ?? [];
      if (bucket === undefined || Number(bucket) <= past) continue;
      used += lent === "" ? Number(count) : -Number(count);
    }
  }
  return Math.max(0, used);
}

async function quotaUsed(redis: Redis, name: string): Promise<{ used: number; resetsAt: string | null }> {
  let used = 0;
  let resetsAt: string | null = null;
  for (const partition of LIMIT_PARTITIONS) {
    const [ends, total, lent] = await redis.hmget(quotaKey(partition, name), "ends", "total", "lent");
    if (!(Number(ends ?? 0) > Date.now())) continue;
    used += Math.max(0, Number(total ?? 0) - Number(lent ?? 0));
    resetsAt = new Date(Number(ends)).toISOString();
  }
  return { used, resetsAt };
}
