// One snapshot client, for bench/src/config/measure-full.ts: it serves from a full snapshot, and newer ones come.
import {
  type ConfigFollower,
  createConfigFollower,
} from "../../../apps/gateway/src/snapshot/config-follower.ts";
import type { ClientsJob, FromFullClient } from "./client-messages.ts";
import { clientParts } from "./client-parts.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { watchBlocks } from "./watch-blocks.ts";

const LOOK_MS = 5;

const job = JSON.parse(process.argv[2] ?? "") as ClientsJob & { group: string };
const { follower, connect } = clientParts(job);
const tell = (message: FromFullClient) => process.send?.(message);
let onSwap: () => void = () => undefined;
const config: ConfigFollower = createConfigFollower({
  ...follower,
  ...{ group: job.group, redis: await connect(), subscriber: await connect(), onSwap: () => onSwap() },
});
process.on("disconnect", () => process.exit(0));
process.on("message", () => watchNext());
await config.start();
await config.loaded;
tell({ kind: "ready" });

/** From now until another version is in force. */
function watchNext(): void {
  const heldBytes = collectGarbage().rss;
  let peakBytes = heldBytes;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, LOOK_MS);
  const block = watchBlocks();
  const began = performance.now();
  onSwap = () => {
    onSwap = () => undefined;
    const ms = performance.now() - began;
    clearInterval(timer);
    tell({ kind: "taken", taken: { ms, longestBlockMs: block(), heldBytes, peakBytes } });
  };
  tell({ kind: "ready" });
}
