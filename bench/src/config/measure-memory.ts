import { slopeOf } from "../linear-fit.ts";
import type { Changer } from "./changer.ts";
import type { Gateways } from "./gateways.ts";
import { sendMany } from "./measure-burst.ts";

type Look = { deltas: number; heapBytes: number; residentBytes: number };
export type MemoryResult = {
  looks: Look[];
  /** By the line through the looks after the settling ones, for one client. */
  growthBytes: number;
  changesPerSecond: number;
};

const LOOKS = 10;
/** Compiled code and caches still come in the first part. */
const SETTLING = 0.2;
const CALLERS = 32;

/** Sends changes without a pause, and looks at what a client of the first process holds after its garbage was collected. */
export async function measureMemory(
  gateways: Gateways,
  changer: Changer,
  deltas: number,
): Promise<MemoryResult> {
  const [process] = gateways.processes;
  if (process === undefined) throw new Error("there are no clients");
  const looks: Look[] = [];
  const began = performance.now();
  for (let done = 0; done < deltas; ) {
    const sent = await sendMany(changer, deltas / LOOKS, CALLERS);
    done += sent.length;
    await gateways.effects.all(Math.max(...sent.map(({ version }) => version)), gateways.count);
    gateways.effects.forget();
    const { heapBytes, residentBytes } = await process.memory();
    looks.push({
      deltas: done,
      heapBytes: heapBytes / process.clients,
      residentBytes: residentBytes / process.clients,
    });
    console.log(`  ${done} deltas: ${(heapBytes / process.clients / 1e6).toFixed(2)} MB heap for a client`);
  }
  const seconds = (performance.now() - began) / 1_000;
  const settled = looks.filter((look) => look.deltas > deltas * SETTLING);
  const growthBytes = slopeOf(settled.map((look) => ({ x: look.deltas, y: look.heapBytes }))) * deltas;
  return { looks, growthBytes, changesPerSecond: deltas / seconds };
}
