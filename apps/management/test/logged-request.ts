import { deriveKey } from "@zerq/crypto/derive";
import { randomId } from "@zerq/crypto/random";
import { secretKey } from "@zerq/crypto/secret-key";
import { requestLogStream } from "@zerq/plane-protocol/channels";
import { type RequestLogEntry, sealBatch } from "@zerq/plane-protocol/request-log";
import { Redis } from "ioredis";
import type { Call } from "./api-caller.ts";
import type { StartedManagement } from "./started-management.ts";

/** Sends one entry as a gateway does, and waits until management has written it. @returns its id */
export async function logRequest(
  { environment }: StartedManagement,
  call: Call,
  more: Partial<RequestLogEntry> = {},
): Promise<string> {
  const redis = new Redis(environment.REDIS_URL ?? "");
  const key = deriveKey(secretKey(Buffer.from(environment.SNAPSHOT_KEY ?? "", "base64")), "logs");
  const id = `${randomId()}-1`;
  const entry: RequestLogEntry = {
    ...{ id, requestId: id, time: Date.now(), method: "GET", path: "/x", route: null, upstream: null },
    ...{ status: 200, error: null, deny: null, latencyMs: 1, upstreamMs: null, bytesIn: 0, bytesOut: 0 },
    ...{ clientId: null, profileId: null, collectionId: null, proxyId: null },
    ...{ ip: "127.0.0.1", userAgent: "", gateway: "g" },
    ...more,
  };
  const batch = sealBatch(key, { instanceId: "g", dropped: 0, entries: [entry] });
  await redis.xadd(requestLogStream, "*", "b", batch);
  redis.disconnect();
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { body } = await call<{ items: unknown[] }>("GET", `/logs?requestId=${id}`);
    if (body.items.length > 0) return id;
    if (performance.now() > deadline) throw new Error(`${id} was not written`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
