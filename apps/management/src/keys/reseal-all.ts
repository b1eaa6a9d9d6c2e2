import { setTimeout as pause } from "node:timers/promises";
import type { ChangeLog } from "../changes/change-log.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import type { Plane, PlaneKeys } from "./plane-keys.ts";
import { type Reading, readSealed } from "./read-sealed.ts";
import { type ResealedTo, reseal } from "./reseal.ts";

/** Milliseconds in which changes that wait have their turn before the next version of it. */
const BETWEEN_PARTS_MS = 100;

/**
 * Takes new keys into use, in as many versions as it takes. One that ends in the middle is taken up by whoever looks next.
 * @param options.reading what to begin with, where it was read before
 * @throws AppError `conflict` when another instance has done it
 */
export async function resealAll(
  parts: {
    context: ResourceContext;
    keys: PlaneKeys;
    ready: ReadonlySet<Plane>;
    changes: Pick<ChangeLog, "submit">;
  },
  options: { reading?: Reading; atOnce?: number; isStopped?: () => boolean } = {},
): Promise<void> {
  const { context, keys, ready, changes } = parts;
  const { atOnce, isStopped = () => false } = options;
  let reading = options.reading ?? (await readSealed(context, keys, ready));
  let at: ResealedTo | undefined;
  while (!isStopped()) {
    at = (await changes.submit(reseal(context, keys, ready, reading, at, atOnce))).result;
    if (at === undefined) return;
    if (at.after === undefined) {
      reading = onlyMissed(await readSealed(context, keys, ready), at);
      at = undefined;
    }
    await pause(BETWEEN_PARTS_MS);
  }
}

const onlyMissed = ({ version, told }: Reading, { missed }: ResealedTo): Reading => ({
  version,
  told: told.filter(({ place }) => missed.has(place)),
});
