import { type NotReady, notReadyReasons } from "@zerq/plane-protocol/report";
import { Counter, Gauge, type Registry } from "prom-client";
import type { ConfigFollower } from "../snapshot/config-follower.ts";

export type ConfigSources = {
  readonly config: Pick<ConfigFollower, "table" | "compiler" | "counts" | "status">;
  readonly clock: { offset(): number | null };
  /** Why this worker isn't ready; null when it is. */
  notReady(): NotReady | null;
};

const sources = ["none", "kept", "redis"] as const;

/** Which config is in force, where it is from, and what was refused on the way. */
export function registerConfig({ config, clock, notReady }: ConfigSources, registers: Registry[]): void {
  const gauge = (
    name: string,
    help: string,
    aggregator: "min" | "max" | "sum" | "average",
    read: () => number | null,
  ) =>
    new Gauge({
      name,
      help,
      aggregator,
      registers,
      collect() {
        const value = read();
        if (value === null) this.reset();
        else this.set(value);
      },
    });
  gauge(
    "zerq_gateway_config_version",
    "Version of the config in force; of the slowest worker.",
    "min",
    () => config.table.version,
  );
  gauge(
    "zerq_gateway_config_problems",
    "Entities that can't be enforced and are denied.",
    "max",
    () => config.compiler.problems().length,
  );
  gauge(
    "zerq_gateway_missing_env",
    "Names that the config refers to and the environment lacks.",
    "max",
    () => config.compiler.missingEnv().length,
  );
  gauge(
    "zerq_gateway_config_age_seconds",
    "Time since the newest head was signed; of the worker with the oldest.",
    "max",
    () => {
      const { headTime } = config.status();
      return headTime === null ? null : (Date.now() - headTime) / 1_000;
    },
  );
  gauge("zerq_gateway_config_failing", "Workers whose last look at the config has met trouble.", "sum", () =>
    config.status().lastError === null ? 0 : 1,
  );
  gauge(
    "zerq_gateway_clock_offset_seconds",
    "This clock minus management's, as far as that is proved; workers have the same clock.",
    "average",
    () => seconds(clock.offset()),
  );
  registerStates({ config, notReady }, registers);
  registerTotals(config.counts, registers);
}

const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000);

function registerStates(
  { config, notReady }: Pick<ConfigSources, "config" | "notReady">,
  registers: Registry[],
): void {
  new Gauge({
    name: "zerq_gateway_config_source",
    help: "Workers by where their config is from; `kept` is what an earlier run has left.",
    labelNames: ["source"],
    registers,
    collect() {
      const { source } = config.status();
      for (const each of sources) this.set({ source: each }, each === source ? 1 : 0);
    },
  });
  new Gauge({
    name: "zerq_gateway_not_ready",
    help: "Workers that are not ready, by why.",
    labelNames: ["reason"],
    registers,
    collect() {
      const why = notReady();
      for (const reason of notReadyReasons) this.set({ reason }, reason === why ? 1 : 0);
    },
  });
}

function registerTotals(counts: ConfigFollower["counts"], registers: Registry[]): void {
  new Counter({
    name: "zerq_gateway_config_applied_total",
    help: "Times that another config came into force; versions that come together are one.",
    registers,
    collect() {
      this.reset();
      this.inc(counts.applied);
    },
  });
  new Counter({
    name: "zerq_gateway_config_refused_total",
    help: "Messages of config that were refused, by why; `other` is what went wrong besides.",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of counts.refused) this.inc({ reason }, count);
    },
  });
}
