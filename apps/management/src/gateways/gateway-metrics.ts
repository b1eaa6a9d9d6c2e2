import { Gauge, type Registry } from "prom-client";
import { describeGateway } from "./describe-gateway.ts";
import type { GatewayRegistry } from "./gateway-registry.ts";
import { workerStates } from "./gateways.schema.ts";

/** Most gateways with a series of their own: the names are theirs, and each start makes a new one. */
const MOST_NAMED = 100;

/**
 * The gateways as this instance knows them.
 * @param currentVersion the newest committed version
 */
export function watchGateways(
  registry: Registry,
  gateways: Pick<GatewayRegistry, "live" | "known" | "isDeclared" | "refused">,
  currentVersion: () => Promise<number>,
): void {
  const registers = [registry];
  /** Nobody, as long as the database doesn't say how far they should be. */
  const describe = async () => {
    const current = await currentVersion().catch(() => undefined);
    if (current === undefined) return [];
    return gateways
      .known()
      .map((worker) => describeGateway(worker, current, gateways.isDeclared(worker.report.group)));
  };
  new Gauge({
    name: "zerq_gateway_workers_live",
    help: "Gateway workers that have reported lately.",
    registers,
    collect() {
      this.set(gateways.live().length);
    },
  });
  new Gauge({
    name: "zerq_gateway_reports_refused",
    help: "Reports that were forged or malformed, since the start.",
    registers,
    collect() {
      this.set(gateways.refused());
    },
  });
  new Gauge({
    name: "zerq_gateway_workers",
    help: "Gateway workers that are known, by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const workers = await describe();
      for (const state of workerStates)
        this.set({ state }, workers.filter((worker) => worker.state === state).length);
    },
  });
  new Gauge({
    name: "zerq_gateway_lag_versions",
    help: "Versions that a gateway's slowest worker has not applied; of the 100 gateways that are furthest behind.",
    labelNames: ["gateway"],
    registers,
    async collect() {
      this.reset();
      const lags = new Map<string, number>();
      for (const { instanceId, lag } of await describe())
        lags.set(instanceId, Math.max(lag, lags.get(instanceId) ?? 0));
      const furthest = [...lags].toSorted(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
      for (const [gateway, lag] of furthest) this.set({ gateway }, lag);
    },
  });
}
