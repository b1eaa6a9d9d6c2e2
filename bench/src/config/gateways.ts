import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { gatewayReportsChannel } from "@zerq/plane-protocol/channels";
import { openReport } from "@zerq/plane-protocol/report";
import {
  type GatewayProcess,
  startGatewayProcess,
  untilReady,
} from "../../../apps/gateway/test/gateway-process.ts";
import { openTestRedis } from "../../../apps/management/test/data-paths/instance.ts";
import { type ClientProcess, startClients } from "./client-processes.ts";
import { Effects } from "./effects.ts";
import type { Site } from "./site.ts";

export type Gateways = {
  readonly count: number;
  readonly effects: Effects;
  readonly processes: readonly ClientProcess[];
  /** The gateway that is a whole one: a primary and a worker that serves. */
  readonly real: GatewayProcess;
  /** From its start to its readiness. */
  readonly realStartMs: number;
  stop(): Promise<void>;
};

/** One whole gateway, and snapshot clients in processes of their own. @param shares how many clients each process has */
export async function startGateways(site: Site, shares: readonly number[]): Promise<Gateways> {
  const effects = new Effects();
  const { redis, keys, deployment } = site;
  const stopListening = await listenToReports(site, effects);
  const began = performance.now();
  const real = await startGatewayProcess({ keys }, redis.url, {
    ...{ GATEWAY_WORKERS: "1", ZERQ_DEPLOYMENT_ID: deployment, LOG_LEVEL: "warn" },
  });
  await untilReady(real);
  const realStartMs = performance.now() - began;
  const job = (share: number, process: number) => ({
    ...{ redis: redis.url, verifyKey: keys.CONFIG_VERIFY_KEYS, snapshotKey: keys.SNAPSHOT_KEY, deployment },
    names: Array.from({ length: share }, (_, index) => `client-${process}-${index}`),
  });
  // The first process alone: what its start takes is measured.
  const processes: ClientProcess[] = [];
  for (const [index, share] of shares.entries()) {
    processes.push(await startClients(job(share, index), effects));
    console.log(`  ${processes.reduce((sum, { clients }) => sum + clients, 1)} gateways run`);
  }
  return {
    ...{ effects, processes, real, realStartMs },
    count: 1 + shares.reduce((sum, share) => sum + share, 0),
    async stop() {
      await Promise.all(processes.map((each) => each.stop()));
      await real.stop();
      stopListening();
    },
  };
}

/** The whole gateway is heard by the reports that it sends to management; the clients say it themselves. */
async function listenToReports({ redis, keys }: Site, effects: Effects): Promise<() => void> {
  const key = deriveKey(secretKey(Buffer.from(keys.SNAPSHOT_KEY, "base64")), "reports");
  const subscriber = await openTestRedis(redis.url);
  subscriber.on("message", (_channel, text: string) => {
    const { instanceId, version } = openReport(key, text);
    if (!instanceId.startsWith("client-"))
      effects.add(instanceId, version, performance.timeOrigin + performance.now());
  });
  await subscriber.subscribe(gatewayReportsChannel);
  return () => subscriber.disconnect();
}
