import type { FollowerStatus } from "@zerq/plane-protocol/follower-status";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What became of a request for a link; labels are these words and nothing from a request. */
type MailOutcome = "sent" | "no_access" | "failed" | "dropped";

export type Metrics = {
  registry: Registry;
  countMail(outcome: MailOutcome): void;
  countSignIn(): void;
  observeRequest(method: string, status: number, seconds: number): void;
};

const methods = new Set(["GET", "HEAD", "POST"]);

/** @param projection where the projection stands, asked for whenever metrics are read */
export function createMetrics(projection: () => FollowerStatus): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const mails = new Counter({
    name: "zerq_portal_sign_in_mails_total",
    help: "Links asked for, by what became of the mail.",
    labelNames: ["outcome"],
    registers,
  });
  const signIns = new Counter({ name: "zerq_portal_sign_ins_total", help: "Links opened.", registers });
  const requests = new Histogram({
    name: "zerq_portal_request_seconds",
    help: "Time to answer.",
    labelNames: ["method", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers,
  });
  registerProjection(projection, registers);
  return {
    registry,
    countMail: (outcome) => mails.inc({ outcome }),
    countSignIn: () => signIns.inc(),
    observeRequest: (method, status, seconds) =>
      requests.observe({ method: methods.has(method) ? method : "other", status }, seconds),
  };
}

const sources = ["none", "kept", "redis"] as const;

function registerProjection(projection: () => FollowerStatus, registers: Registry[]): void {
  new Gauge({
    name: "zerq_portal_config_version",
    help: "Version of the projection in force.",
    registers,
    collect() {
      this.set(projection().version);
    },
  });
  new Gauge({
    name: "zerq_portal_config_age_seconds",
    help: "Time since the newest head was signed.",
    registers,
    collect() {
      const { headTime } = projection();
      if (headTime === null) this.reset();
      else this.set((Date.now() - headTime) / 1_000);
    },
  });
  new Gauge({
    name: "zerq_portal_config_source",
    help: "1 for where the projection is from; `kept` is what an earlier run has left.",
    labelNames: ["source"],
    registers,
    collect() {
      const { source } = projection();
      for (const each of sources) this.set({ source: each }, each === source ? 1 : 0);
    },
  });
}
