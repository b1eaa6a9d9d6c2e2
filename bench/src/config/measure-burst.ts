import type { Changer, Sent } from "./changer.ts";
import type { Gateways } from "./gateways.ts";

export type BurstResult = {
  changes: number;
  /** From the first PATCH being sent until the last one was answered. */
  answeredMs: number;
  /** From the first PATCH being sent until all are in force everywhere. */
  inForceMs: number;
};

const now = () => performance.timeOrigin + performance.now();

/** Changes from so many callers at once, each of whom sends the next as soon as it has its answer. */
export async function measureBurst(
  { effects, count }: Gateways,
  changer: Changer,
  changes: number,
  callers: number,
): Promise<BurstResult> {
  const began = now();
  const sent = await sendMany(changer, changes, callers);
  const answeredMs = now() - began;
  const newest = Math.max(...sent.map(({ version }) => version));
  const inForce = Math.max(...(await effects.all(newest, count)));
  effects.forget();
  return { changes, answeredMs, inForceMs: inForce - began };
}

/** As many changes with one call. @returns milliseconds from it being sent until all are in force everywhere */
export async function measureBulk({ effects, count }: Gateways, changer: Changer, changes: number) {
  const { version, sentAt } = await changer.changeMany(changes);
  const inForce = Math.max(...(await effects.all(version, count)));
  effects.forget();
  return inForce - sentAt;
}

export async function sendMany(changer: Changer, changes: number, callers: number): Promise<Sent[]> {
  const sent: Sent[] = [];
  let left = changes;
  const call = async () => {
    while (left > 0) {
      left -= 1;
      sent.push(await changer.change());
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return sent;
}
