// A process of snapshot clients, for bench/src/config.ts: each is what a gateway worker has of the config, with the code of the
// gateway: connections, follower, compiler, routing table and sealed reports. Only the listeners are not there.
import { createRevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createKeySources } from "@zerq/auth/key-sources";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { connectRedis } from "@zerq/service/redis";
import {
  type ConfigFollower,
  createConfigFollower,
} from "../../../apps/gateway/src/snapshot/config-follower.ts";
import { createReporter } from "../../../apps/gateway/src/snapshot/reporter.ts";
import { createSecretOpener } from "../../../apps/gateway/src/snapshot/secret-opener.ts";
import type { ClientsJob, Effect, FromClients } from "./client-messages.ts";
import { collectGarbage } from "./collect-garbage.ts";

const EFFECTS_EVERY_MS = 20;
const BLOCK_LOOK_MS = 2;

const job = JSON.parse(process.argv[2] ?? "") as ClientsJob;
const key = secretKey(Buffer.from(job.snapshotKey, "base64"));
const verifier = createVerifier([parsePublicKey(job.verifyKey)]);
const opener = createSecretOpener(key, job.deployment, () => undefined);
const logger = createLogger({ service: "bench", level: "error" });
const fetch = async (): Promise<never> => {
  throw new Error("nothing is fetched here");
};
const sources = {
  keys: createKeySources({ fetch, onProblem: () => undefined }),
  revocation: createRevocationSources({ fetch, onProblem: () => undefined, onChange: () => undefined }),
};
const tell = (message: FromClients) => process.send?.(message);

let effects: Effect[] = [];
setInterval(() => {
  if (effects.length > 0) tell({ kind: "effects", effects });
  effects = [];
}, EFFECTS_EVERY_MS);

process.on("message", () => {
  const { heapUsed, rss } = collectGarbage();
  tell({ kind: "memory", memory: { heapBytes: heapUsed, residentBytes: rss } });
});
process.on("disconnect", () => process.exit(0));

// One after the other: what a start takes is not to be measured beside other starts in the same process.
for (const [client, name] of job.names.entries()) await startClient(client, name);

async function startClient(client: number, name: string): Promise<void> {
  const [redis, subscriber] = [
    connectRedis(new Secret(job.redis), fail),
    connectRedis(new Secret(job.redis), fail),
  ];
  await Promise.all([redis.connect(), subscriber.connect()]);
  const config: ConfigFollower = createConfigFollower({
    ...{ group: "default", deployment: job.deployment, verifier, redis, subscriber, opener, sources, logger },
    onSwap() {
      effects.push({ client, version: config.table.version, at: performance.timeOrigin + performance.now() });
      reporter.report();
    },
  });
  const about = {
    instanceId: name,
    workerId: name,
    group: "default",
    startedAt: Date.now(),
    limiterMode: "exact",
  };
  const reporter = createReporter({
    redis,
    key: deriveKey(key, "reports"),
    describe: () => ({
      ...about,
      ...{ version: config.table.version, hash: config.status().hash, time: Date.now(), lastError: null },
      ...{
        problems: config.compiler.problems().slice(0, 100),
        missingEnv: config.compiler.missingEnv(),
        headAgeMs: 0,
      },
    }),
  });
  const block = watchBlocks();
  const began = performance.now();
  await config.start();
  await config.loaded;
  const ms = performance.now() - began;
  reporter.start();
  tell({ kind: "started", start: { client, ms, longestBlockMs: block() } });
}

/** @returns what ends the watch and says the longest time in which nothing else was done, in ms */
function watchBlocks(): () => number {
  let [longest, last] = [0, performance.now()];
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - BLOCK_LOOK_MS);
    last = now;
  };
  const timer = setInterval(look, BLOCK_LOOK_MS);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

function fail(error: Error): void {
  console.error(`a snapshot client lost Redis: ${error.message}`);
}
