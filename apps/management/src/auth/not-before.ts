import type { Connection } from "mongoose";
import { type ProviderState, providerStateModel } from "./provider-state.model.ts";

/** Seconds since the epoch, before which the provider has revoked all tokens: for all instances. */
export type NotBefore = {
  /** At most some seconds old on the other instances. */
  current(): Promise<number>;
  /** It only rises: an older word that comes late revokes nothing less. */
  raise(seconds: number): Promise<void>;
};

const FRESH_MS = 2_000;

export function createNotBefore(connection: Connection, now: () => number = Date.now): NotBefore {
  const model = providerStateModel(connection);
  let known = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const stored = await model.findOne({ _id: "not-before" }).lean<ProviderState>();
    known = Math.max(known, stored?.seconds ?? 0);
    readAt = now();
  }

  return {
    async current() {
      if (now() - readAt < FRESH_MS) return known;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
      return known;
    },
    async raise(seconds) {
      await model.updateOne({ _id: "not-before" }, { $max: { seconds } }, { upsert: true });
      known = Math.max(known, seconds);
    },
  };
}
