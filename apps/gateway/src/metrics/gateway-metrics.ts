import { Counter, Gauge, Registry } from "prom-client";
import type { Limiter } from "../limits/limiter.ts";
import type { Certificates } from "../tls/open-certificates.ts";
import type { Upstream } from "../upstream/open-upstream.ts";
import { type ConfigSources, registerConfig } from "./config-metrics.ts";
import { LatencyHistogram } from "./latency-histogram.ts";
import { registerUpstream } from "./upstream-metrics.ts";

export type GatewayMetrics = {
  readonly registry: Registry;
  /** Counts a finished request. @param seconds from its first byte to its last */
  countRequest(status: number, errorCode: string | null, seconds: number): void;
};

export type MetricSources = ConfigSources & {
  readonly limiter: Limiter;
  readonly requestLog: { readonly dropped: number };
  readonly captureBudget: { readonly skipped: number; readonly held: number };
  readonly certificates: Certificates | undefined;
  readonly upstream: Upstream;
  /** Undefined when no spans are exported. */
  readonly spans: { readonly dropped: number } | undefined;
};

/** Seconds; from a cached answer to the longest default timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What one worker counts; the primary adds the workers up. Labels are bounded: status classes and codes of the catalogue,
 * never ids or paths, which callers choose (threat 16).
 */
export function createMetrics(sources: MetricSources): GatewayMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counts = new RequestCounts();
  new Counter({
    name: "zerq_gateway_requests_total",
    help: "Requests by class of status and error code.",
    labelNames: ["status", "error"],
    registers,
    collect() {
      this.reset();
      for (const { status, error, count } of counts.all()) this.inc({ status, error }, count);
    },
  });
  const latency = new LatencyHistogram({
    name: "zerq_gateway_request_duration_seconds",
    help: "Time from the head of a request to the end of its answer.",
    buckets: BUCKETS,
    registers,
  });
  registerConfig(sources, registers);
  registerLog(sources, registers);
  registerCapture(sources, registers);
  registerUpstream(sources.upstream, registers);
  registerLimiter(sources.limiter, registers);
  if (sources.spans !== undefined) registerSpans(sources.spans, registers);
  if (sources.certificates !== undefined) registerCertificates(sources.certificates, registers);

  return {
    registry,
    countRequest(status, errorCode, seconds) {
      counts.add(status, errorCode);
      latency.record(seconds);
    },
  };
}

/** Counts by status and code, plain, since labels cost more than the counting. */
class RequestCounts {
  readonly #plain = new Map<number, { status: string; error: string; count: number }>();
  readonly #refused = new Map<string, { status: string; error: string; count: number }>();

  add(status: number, errorCode: string | null): void {
    let entry = errorCode === null ? this.#plain.get(status) : this.#refused.get(errorCode);
    if (entry === undefined) {
      entry = { status: `${Math.floor(status / 100)}xx`, error: errorCode ?? "none", count: 0 };
      if (errorCode === null) this.#plain.set(status, entry);
      else this.#refused.set(errorCode, entry);
    }
    entry.count += 1;
  }

  all(): { status: string; error: string; count: number }[] {
    return [...this.#plain.values(), ...this.#refused.values()];
  }
}

function registerLog({ requestLog }: Pick<MetricSources, "requestLog">, registers: Registry[]): void {
  new Counter({
    name: "zerq_gateway_log_entries_dropped_total",
    help: "Request-log entries that were dropped, because the buffer was full.",
    registers,
    collect() {
      this.reset();
      this.inc(requestLog.dropped);
    },
  });
}

function registerCapture(
  { captureBudget }: Pick<MetricSources, "captureBudget">,
  registers: Registry[],
): void {
  new Counter({
    name: "zerq_gateway_captures_skipped_total",
    help: "Bodies that were not captured, or not whole, because GATEWAY_CAPTURE_MEMORY was used up.",
    registers,
    collect() {
      this.reset();
      this.inc(captureBudget.skipped);
    },
  });
  new Gauge({
    name: "zerq_gateway_capture_bytes",
    help: "Bytes of captured bodies that are held at the moment.",
    registers,
    collect() {
      this.set(captureBudget.held);
    },
  });
}

function registerLimiter(limiter: Limiter, registers: Registry[]): void {
  new Gauge({
    name: "zerq_gateway_limiter_degraded",
    help: "Workers that hold limits without Redis at the moment.",
    registers,
    collect() {
      this.set(limiter.mode() === "degraded" ? 1 : 0);
    },
  });
  new Counter({
    name: "zerq_gateway_limiter_decisions_total",
    help: "Decisions of the limiter by limit (rate, quota) and outcome; `unchecked` are those of `admitted` made without Redis.",
    labelNames: ["limit", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const [limit, { calls: _, ...outcomes }] of Object.entries(limiter.counts()))
        for (const [outcome, count] of Object.entries(outcomes)) this.inc({ limit, outcome }, count);
    },
  });
  new Counter({
    name: "zerq_gateway_limiter_calls_total",
    help: "Calls to Redis for leases of limits.",
    labelNames: ["limit"],
    registers,
    collect() {
      this.reset();
      for (const [limit, { calls }] of Object.entries(limiter.counts())) this.inc({ limit }, calls);
    },
  });
  new Gauge({
    name: "zerq_gateway_limiter_quotas_unknown",
    help: "Workers that grant no quotas, since management hasn't told Redis what was counted before it lost its data.",
    registers,
    collect() {
      this.set(limiter.quotasKnown() ? 0 : 1);
    },
  });
}

function registerCertificates(certificates: Certificates, registers: Registry[]): void {
  new Gauge({
    name: "zerq_gateway_certificate_expiry_seconds",
    help: "When a certificate of the TLS listener expires, as seconds since the epoch; by the name of its file.",
    labelNames: ["certificate"],
    aggregator: "min",
    registers,
    collect() {
      this.reset();
      for (const { name, notAfter } of certificates.expiries())
        this.set({ certificate: name }, notAfter / 1_000);
    },
  });
  new Gauge({
    name: "zerq_gateway_certificate_problems",
    help: "Certificates that can't be used or have expired.",
    aggregator: "max",
    registers,
    collect() {
      this.set(certificates.problems().length);
    },
  });
}

function registerSpans(spans: { readonly dropped: number }, registers: Registry[]): void {
  new Counter({
    name: "zerq_gateway_traces_dropped_total",
    help: "Requests whose spans were dropped: the collector was away for too long, or has refused them.",
    registers,
    collect() {
      this.reset();
      this.inc(spans.dropped);
    },
  });
}
