import { Gauge, type Registry } from "prom-client";
import type { Publisher } from "./publisher.ts";

/** How far each chain is published: one that stays behind the others shows. */
export function watchPublished(
  registry: Registry,
  publisher: Pick<Publisher, "audiences" | "publishedVersion">,
): void {
  new Gauge({
    name: "zerq_published_version",
    help: "Newest config version that is known to be published, by audience.",
    labelNames: ["audience"],
    registers: [registry],
    collect() {
      for (const audience of publisher.audiences())
        this.set({ audience }, publisher.publishedVersion(audience));
    },
  });
}
