import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { someone } from "../../apps/management/test/data-paths/instance.ts";
import type { ResourceInstance } from "../../apps/management/test/data-paths/resource-instance.ts";
import { percentile } from "./percentile.ts";

const LOOK_EVERY_MS = 20;
const MEGABYTE = 2 ** 20;

/**
 * What a large piece of work does to the management instance that does it, and to the changes that others make meanwhile: one
 * policy after the other. Times in milliseconds, memory (resident) in megabytes.
 */
export async function measureMeanwhile(instance: ResourceInstance, work: () => Promise<unknown>) {
  const others = changesMeanwhile(instance);
  await others.some(5);
  const usual = others.take();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const before = process.memoryUsage.rss();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, LOOK_EVERY_MS);
  delay.enable();
  const start = performance.now();
  await work();
  const took = Math.round(performance.now() - start);
  delay.disable();
  clearInterval(look);
  await others.some(2);
  const meanwhile = await others.stop();
  return {
    took,
    longestBlock: Math.round(delay.max / 1e6),
    p99Block: Math.round(delay.percentile(99) / 1e6),
    memory: { before: Math.round(before / MEGABYTE), most: Math.round(most / MEGABYTE) },
    otherChanges: {
      usual: { p50: percentile(usual, 50), max: usual.at(-1) },
      meanwhile: { count: meanwhile.length, p50: percentile(meanwhile, 50), max: meanwhile.at(-1) },
    },
  };
}

function changesMeanwhile({ services }: ResourceInstance) {
  let times: number[] = [];
  let count = 0;
  let isEnding = false;
  const run = async () => {
    while (!isEnding) {
      const start = performance.now();
      count += 1;
      const name = `Meanwhile ${count} ${start}`;
      await services.policies.create(someone, { name, rateLimit: { max: 1, interval: "1m" } });
      times.push(Math.round(performance.now() - start));
      await pause(10);
    }
  };
  const running = run();
  /** In order of length. */
  const take = () => {
    const taken = times.toSorted((a, b) => a - b);
    times = [];
    return taken;
  };
  return {
    take,
    async some(more: number) {
      const until = count + more;
      while (count < until) await pause(10);
    },
    async stop() {
      isEnding = true;
      await running;
      return take();
    },
  };
}
