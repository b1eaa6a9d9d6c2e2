// A process of snapshot clients, for bench/src/config.ts: each is what a gateway worker has of the config, with the code of the
// gateway: connections, follower, compiler, routing table and sealed reports. Only the listeners are not there.
import { deriveKey } from "@zerq/crypto/derive";
import {
  type ConfigFollower,
  createConfigFollower,
} from "../../../apps/gateway/src/snapshot/config-follower.ts";
import { createReporter } from "../../../apps/gateway/src/snapshot/reporter.ts";
import type { ClientsJob, Effect, FromClients } from "./client-messages.ts";
import { clientParts } from "./client-parts.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { watchBlocks } from "./watch-blocks.ts";

const EFFECTS_EVERY_MS = 20;

const job = JSON.parse(process.argv[2] ?? "") as ClientsJob;
const { key, follower, connect } = clientParts(job);
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
  const [redis, subscriber] = await Promise.all([connect(), connect()]);
  const config: ConfigFollower = createConfigFollower({
    ...{ ...follower, group: "default", redis, subscriber },
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
