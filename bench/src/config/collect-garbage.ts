import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects this process's garbage, twice for what finalizers let go of. @returns what is left, in bytes */
export function collectGarbage(): NodeJS.MemoryUsage {
  collect();
  collect();
  return process.memoryUsage();
}
