import { Counter, Gauge, type Registry } from "prom-client";
import type { Upstream } from "../upstream/open-upstream.ts";

/** Numbers of targets and circuits by their state: a label for each target would grow with the config. */
export function registerUpstream({ counts, breakers, health }: Upstream, registers: Registry[]): void {
  register("zerq_gateway_upstream_attempts_total", "Requests that were sent to upstreams.", "attempts");
  register(
    "zerq_gateway_upstream_retries_total",
    "Requests that were sent to an upstream once more.",
    "retries",
  );
  new Counter({
    name: "zerq_gateway_token_fetches_total",
    help: "Access tokens that were asked for with oauth2_client credentials.",
    labelNames: ["outcome"],
    registers,
    collect() {
      this.reset();
      this.inc({ outcome: "fetched" }, counts.tokensFetched);
      this.inc({ outcome: "failed" }, counts.tokensFailed);
    },
  });
  new Gauge({
    name: "zerq_gateway_circuits",
    help: "Circuits of targets that are in trouble, by state, as workers see them.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, count] of Object.entries(breakers.states())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: "zerq_gateway_health_checked_targets",
    help: "Targets that are checked, by what was found; as workers see them.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, count] of Object.entries(health.counts())) this.set({ state }, count);
    },
  });

  function register(name: string, help: string, field: "attempts" | "retries"): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(counts[field]);
      },
    });
  }
}
