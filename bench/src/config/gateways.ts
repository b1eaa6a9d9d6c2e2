import { copyFileSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { fullKey, gatewayReportsChannel } from "@zerq/plane-protocol/channels";
import { openReport } from "@zerq/plane-protocol/report";
import { buildGateway } from "../../../apps/gateway/test/built-gateway.ts";
import {
  type GatewayProcess,
  startGatewayProcess,
  untilReady,
} from "../../../apps/gateway/test/gateway-process.ts";
import { gatewayAudience } from "../../../apps/management/src/changes/audiences.ts";
import { openTestRedis } from "../../../apps/management/test/data-paths/instance.ts";
import { pause } from "../pause.ts";
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
  /** The same from the file that it kept, with nobody to ask. */
  readonly realFromFileMs: number;
  /** The same once more: what V8 has compiled was kept. */
  readonly realAgainMs: number;
  stop(): Promise<void>;
};

/** One whole gateway, and snapshot clients in processes of their own. @param shares how many clients each process has */
export async function startGateways(site: Site, shares: readonly number[]): Promise<Gateways> {
  const effects = new Effects();
  const { redis, keys, deployment } = site;
  const stopListening = await listenToReports(site, effects);
  const file = join(site.directory, "kept-config");
  const main = await buildGateway(site.directory);
  const real = await startReal(site, { main, redis: redis.url, file });
  const realFromFileMs = await startFromFile(site, main, file);
  const realAgainMs = await startFromFile(site, main, file);
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
    ...{ effects, processes, real: real.gateway, realStartMs: real.startMs, realFromFileMs, realAgainMs },
    count: 1 + shares.reduce((sum, share) => sum + share, 0),
    async stop() {
      await Promise.all(processes.map((each) => each.stop()));
      await real.gateway.stop();
      stopListening();
    },
  };
}

/** A whole gateway with one worker, as it is built, and what its start took. @param file where it keeps the config */
async function startReal(
  { keys, deployment }: Site,
  { main, redis, file }: { main: string; redis: string; file: string },
) {
  const began = performance.now();
  const environment = {
    ...{ GATEWAY_WORKERS: "1", ZERQ_DEPLOYMENT_ID: deployment, LOG_LEVEL: "warn" },
    GATEWAY_SNAPSHOT_FILE: file,
  };
  const gateway = await startGatewayProcess({ keys }, redis, environment, main);
  await untilReady(gateway);
  return { gateway, startMs: performance.now() - began };
}

/** @returns milliseconds from the start of a process until it serves from a copy of the file, with no Redis to ask */
async function startFromFile(site: Site, main: string, file: string): Promise<number> {
  const redis = await openTestRedis(site.redis.url);
  const length = await redis.strlen(fullKey(gatewayAudience));
  redis.disconnect();
  // It begins with a signed head, and everything follows.
  while (!existsSync(file) || statSync(file).size < length) await pause(50);
  const copy = `${file}-copy`;
  copyFileSync(file, copy);
  const { gateway, startMs } = await startReal(site, { main, redis: "redis://127.0.0.1:1", file: copy });
  await gateway.stop();
  return startMs;
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
