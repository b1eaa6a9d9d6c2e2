import type { ChainKeeper } from "@zerq/plane-protocol/chain-keeper";
import { Counter, type Registry } from "prom-client";

/** What the primary does with GATEWAY_SNAPSHOT_FILE; workers only read it. */
export function registerKeeper({ counts }: Pick<ChainKeeper, "counts">, registry: Registry): void {
  new Counter({
    name: "zerq_gateway_kept_config_writes_total",
    help: "Writes of the config that is kept for the next start, by what became of them.",
    labelNames: ["outcome"],
    registers: [registry],
    collect() {
      this.reset();
      this.inc({ outcome: "written" }, counts.written);
      this.inc({ outcome: "failed" }, counts.failed);
    },
  });
}
