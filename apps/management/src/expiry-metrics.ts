import type { Logger } from "@zerq/logging/logger";
import type { Connection } from "mongoose";
import { Gauge, type Registry } from "prom-client";
import { credentialModel } from "./resources/credentials/credential.model.ts";
import { expiresBefore } from "./resources/expires-before.ts";
import { profileModel } from "./resources/profiles/profile.model.ts";

const DAY_MS = 86_400_000;
const horizons = [7, 30] as const;

/** How much ends soon, counted at each scrape by the index that the lists use; what can't be counted isn't there. */
export function watchExpiries(registry: Registry, connection: Connection, logger: Logger): void {
  const profiles = profileModel(connection);
  const credentials = credentialModel(connection);
  new Gauge({
    name: "zerq_expiring",
    help: "Profiles and credentials of which something ends within so many days: themselves, versions, certificates, lists.",
    labelNames: ["kind", "within"],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        for (const days of horizons) {
          const filter = expiresBefore.of(new Date(Date.now() + days * DAY_MS).toISOString());
          const within = `${days}d`;
          const by = { hint: expiresBefore.index };
          this.set({ kind: "profile", within }, await profiles.countDocuments(filter, by));
          this.set({ kind: "credential", within }, await credentials.countDocuments(filter, by));
        }
      } catch (error) {
        logger.debug("what ends soon can't be counted", { error });
      }
    },
  });
}
