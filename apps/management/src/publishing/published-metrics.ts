import { Gauge, type Registry } from "prom-client";
import type { Publisher } from "./publisher.ts";

/** What is committed, by the database. */
export type Committed = {
  /** The newest committed version. */
  version(): Promise<number>;
  /** When the first version after this one was committed; undefined when there is none. */
  timeAfter(version: number): Promise<Date | undefined>;
};

/** What the database doesn't say isn't there, and the other metrics are. */
async function orNothing<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

/** How far each chain is published: one that stays behind the others, or behind what is committed, shows. */
export function watchPublished(
  registry: Registry,
  publisher: Pick<Publisher, "audiences" | "publishedVersion">,
  committed: Committed,
): void {
  const registers = [registry];
  const labelNames = ["audience"] as const;
  const ofEach = (name: string, help: string, read: (published: number) => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        for (const audience of publisher.audiences()) {
          const value = await orNothing(() => read(publisher.publishedVersion(audience)));
          if (value !== undefined) this.set({ audience }, value);
        }
      },
    });
  new Gauge({
    name: "zerq_config_version",
    help: "Newest committed config version.",
    registers,
    async collect() {
      this.reset();
      const version = await orNothing(committed.version);
      if (version !== undefined) this.set(version);
    },
  });
  ofEach(
    "zerq_published_version",
    "Newest config version that is known to be published, by audience.",
    (published) => published,
  );
  ofEach(
    "zerq_outbox_versions",
    "Committed versions that this instance doesn't know to be published, by audience.",
    async (published) => Math.max(0, (await committed.version()) - published),
  );
  ofEach(
    "zerq_outbox_lag_seconds",
    "Time since the first of these was committed, by audience; 0 when there is none.",
    async (published) => {
      const since = await committed.timeAfter(published);
      return since === undefined ? 0 : Math.max(0, Date.now() - since.getTime()) / 1_000;
    },
  );
}
