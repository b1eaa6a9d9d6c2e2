import type { Verifier } from "@zerq/crypto/signing";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import type { Audience } from "@zerq/plane-protocol/delta";
import type { EntitySchemas } from "@zerq/plane-protocol/entity-store";
import { createFollower, type Follower } from "@zerq/plane-protocol/follower";
import type { FollowerTransport } from "@zerq/plane-protocol/follower-transport";
import type { Redis } from "@zerq/service/redis";
import { z } from "zod";
import { gatewayAudience } from "../../src/changes/audiences.ts";
import { deployment, openTestRedis } from "./instance.ts";

export type TestFollower = {
  follower: Follower;
  /** The versions in the order in which they took effect. */
  applied: number[];
  problems: string[];
  stop(): Promise<void>;
};

const noteSchemas = { note: z.object({ id: z.string(), value: z.number() }).strict() };

/** A real follower of the gateways' audience over Redis connections of its own, which never asks by itself. */
export async function startFollower(
  url: string,
  verifier: Verifier,
  schemas: EntitySchemas = noteSchemas,
  onVersion: (version: number) => void = () => {},
  /** Never while a test runs, unless it says so: what arrives has come by itself. */
  pollMs = 600_000,
): Promise<TestFollower> {
  const redis = await openTestRedis(url);
  const subscriber = await openTestRedis(url);
  const applied: number[] = [];
  const problems: string[] = [];
  const follower = createFollower({
    audience: gatewayAudience,
    deployment,
    verifier,
    transport: redisTransport(gatewayAudience, redis, subscriber),
    schemas,
    // Each version by itself: tests look at every one.
    coalesceMs: 0,
    onApplied: (_store, _changes, { version }) => {
      applied.push(version);
      onVersion(version);
    },
    onProblem: (problem) => problems.push(problem.message),
    pollMs,
  });
  await follower.start();
  return { follower, applied, problems, stop: () => follower.stop() };
}

function redisTransport(audience: Audience, redis: Redis, subscriber: Redis): FollowerTransport {
  return {
    readHead: () => redis.get(headKey(audience)),
    readDeltas: (from, to) =>
      redis.hmget(deltaKey(audience), ...Array.from({ length: to - from + 1 }, (_, n) => String(from + n))),
    readVersion: async () => Number((await redis.get(versionKey(audience))) ?? 0),
    readFull: () => redis.get(fullKey(audience)),
    async subscribe(onMessage) {
      subscriber.on("message", (channel, text) => {
        if (channel === deltaChannel(audience)) onMessage(text);
      });
      await subscriber.subscribe(deltaChannel(audience));
      subscriber.on("ready", () => onMessage(null));
    },
    async close() {
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}
