import { mac } from "@zerq/crypto/mac";
import type { ResourceContext } from "../resource-kind.ts";
import { secretNames } from "./credential-types.ts";

/**
 * A submitted body for the audit, with each secret replaced by a keyed fingerprint: the same secret shows as the same, and as
 * nothing more.
 */
export function fingerprintSecrets({ ring }: Pick<ResourceContext, "ring">, body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  const printed = new Map<string, unknown>(Object.entries(body));
  for (const name of secretNames) {
    const secret = printed.get(name);
    if (secret === undefined || secret === null || isReference(secret)) continue;
    const print = mac(ring.key("audit-fingerprint"), "secret", JSON.stringify(secret)).slice(0, 16);
    printed.set(name, { fingerprint: print });
  }
  return Object.fromEntries(printed);
}

function isReference(secret: unknown): boolean {
  return typeof secret === "object" && secret !== null && !("value" in secret);
}
