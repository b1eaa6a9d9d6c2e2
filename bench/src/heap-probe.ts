// Preloaded into services that are watched for leaks, by `NODE_OPTIONS=--import …` (see watch-heap.ts): at SIGUSR2 the process
// collects its garbage and writes down what is left. The services know nothing of it, and it is never there in production.
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const directory = process.env.ZERQ_BENCH_PROBE_DIRECTORY ?? "";
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
let count = 0;

process.on("SIGUSR2", () => {
  // What finalizers and weak references let go of is only freed by the second collection.
  collectGarbage();
  setImmediate(() => {
    collectGarbage();
    count += 1;
    report();
  });
});
// From here on the signal is answered instead of being deadly.
report();

function report(): void {
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const file = join(directory, String(process.pid));
  writeFileSync(
    `${file}.new`,
    JSON.stringify({ count, heapUsed, external, rss, descriptors: openDescriptors(), resources }),
  );
  renameSync(`${file}.new`, `${file}.json`);
}

/** -1 where the system has no /proc. */
function openDescriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return -1;
  }
}
