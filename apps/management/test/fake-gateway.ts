import { deriveKey } from "@zerq/crypto/derive";
import { randomToken } from "@zerq/crypto/random";
import { secretKey } from "@zerq/crypto/secret-key";
import { gatewayReportsChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { sealReport } from "@zerq/plane-protocol/report";
import { Redis } from "ioredis";
import type { StartedManagement } from "./started-management.ts";

export type FakeGateway = { report(version: number): Promise<void>; stop(): Promise<void> };

/** A gateway worker as management sees one: its sealed reports, and nothing behind them. */
export async function startFakeGateway({ environment }: StartedManagement): Promise<FakeGateway> {
  const redis = new Redis(environment.REDIS_URL ?? "");
  const key = deriveKey(secretKey(Buffer.from(environment.SNAPSHOT_KEY ?? "", "base64")), "reports");
  const workerId = randomToken(8);
  const report = async (version: number) => {
    const text = sealReport(key, {
      ...{ instanceId: "instance", workerId, group: "default", version, hash: "" },
      ...{ startedAt: Date.now(), time: Date.now(), lastError: null, problems: [], missingEnv: [] },
      ...{ limiterMode: "leased", headAgeMs: 0 },
    });
    await redis.hset(gatewayReportsKey, workerId, text);
    await redis.publish(gatewayReportsChannel, text);
  };
  await report(0);
  return {
    report,
    async stop() {
      await redis.hdel(gatewayReportsKey, workerId);
      redis.disconnect();
    },
  };
}
