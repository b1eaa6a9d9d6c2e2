import type { Logger } from "@zerq/logging/logger";
import type { Connection } from "mongoose";
import { Gauge, type Registry } from "prom-client";
import { credentialModel } from "./resources/credentials/credential.model.ts";
import { endsBefore } from "./resources/expires-before.ts";
import { profileModel } from "./resources/profiles/profile.model.ts";

const DAY_MS = 86_400_000;
const horizons = [7, 30] as const;

/** How much ends soon, counted at each scrape by the index that the lists use; what can't be counted isn't there. */
export function watchExpiries(registry: Registry, connection: Connection, logger: Logger): void {
  new Gauge({
    name: "zerq_expiring",
    help: "Profiles and credentials of which something ends within so many days: themselves, versions, certificates, lists.",
    labelNames: ["kind", "within"],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        for (const days of horizons) {
          const filter = endsBefore(new Date(Date.now() + days * DAY_MS).toISOString());
          const within = `${days}d`;
          this.set({ kind: "profile", within }, await profileModel(connection).countDocuments(filter));
          this.set({ kind: "credential", within }, await credentialModel(connection).countDocuments(filter));
        }
      } catch (error) {
        logger.debug("what ends soon can't be counted", { error });
      }
    },
  });
}
