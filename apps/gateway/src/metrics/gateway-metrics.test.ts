import { Histogram, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import type { Limiter } from "../limits/limiter.ts";
import { createMetrics } from "./gateway-metrics.ts";
import { LatencyHistogram } from "./latency-histogram.ts";

describe("the metrics of a worker", () => {
  const limiter = {
    mode: () => "degraded",
    counts: () => ({ admitted: 3, refused: 2, unavailable: 1, calls: 4 }),
  } as unknown as Limiter;
  const sources = {
    limiter,
    requestLog: { dropped: 7 },
    config: { table: { version: 9 }, compiler: { problems: () => [{}, {}] } },
    certificates: undefined,
    spans: undefined,
  };

  it("count by class of status and by code, never by what a caller chooses", async () => {
    const { registry, countRequest } = createMetrics(sources);
    countRequest(200, null, 0.002);
    countRequest(204, null, 0.002);
    countRequest(404, null, 0.002);
    countRequest(404, "route_not_found", 0.2);
    countRequest(404, "route_not_found", 40);
    const text = await registry.metrics();
    expect(text).toContain('zerq_gateway_requests_total{status="2xx",error="none"} 2');
    expect(text).toContain('zerq_gateway_requests_total{status="4xx",error="none"} 1');
    expect(text).toContain('zerq_gateway_requests_total{status="4xx",error="route_not_found"} 2');
    expect(text).toContain("zerq_gateway_request_duration_seconds_count 5");
  });

  it("say what the config, the limiter and the log are doing", async () => {
    const text = await createMetrics(sources).registry.metrics();
    for (const line of [
      "zerq_gateway_config_version 9",
      "zerq_gateway_config_problems 2",
      "zerq_gateway_log_entries_dropped_total 7",
      "zerq_gateway_limiter_degraded 1",
      'zerq_gateway_limiter_decisions_total{outcome="refused"} 2',
    ])
      expect(text).toContain(line);
  });
});

it("exports what prom-client's histogram would", async () => {
  const configuration = { name: "h", help: "H.", buckets: [0.1, 1], registers: [] };
  const [own, other] = [new LatencyHistogram(configuration), new Histogram(configuration)];
  for (const seconds of [0.05, 0.1, 0.5, 1, 7]) {
    own.record(seconds);
    other.observe(seconds);
  }
  const { values } = await other.get();
  const plain = values.map(({ labels, value, metricName }) => ({ labels, value, metricName }));
  expect((await own.get()).values).toEqual(plain);
  const registry = new Registry();
  registry.registerMetric(own);
  expect(await registry.metrics()).toContain('h_bucket{le="+Inf"} 5');
});
