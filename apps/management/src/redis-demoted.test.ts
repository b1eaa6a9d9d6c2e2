import { Secret } from "@zerq/logging/secret";
import { connectRedis, openRedis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { startSwitchedAddress } from "../test/switched-address.ts";

it("a Redis that was made a replica is left for the one that its address leads to by now", async () => {
  const [former, next] = await Promise.all([freshRedis(), freshRedis()]);
  const address = await startSwitchedAddress(former.port);
  const redis = connectRedis(new Secret(`redis://127.0.0.1:${address.port}`), () => undefined);
  const admin = new Redis(former.url);
  try {
    await openRedis(redis, "REDIS_URL");
    await admin.replicaof("127.0.0.1", next.port);
    // What is open stays open, as behind a service of Kubernetes.
    address.leadTo(next.port);
    const script = "return redis.call('SET', KEYS[1], ARGV[1])";
    await expect(redis.eval(script, 1, "zerq:demoted", "1")).rejects.toThrow(/READONLY/);
    const written = () => redis.eval(script, 1, "zerq:demoted", "2").catch(() => undefined);
    await expect.poll(written, { timeout: 20_000 }).toBe("OK");
  } finally {
    for (const connection of [redis, admin]) connection.disconnect();
    await address.stop();
    await Promise.all([former.stop(), next.stop()]);
  }
});
