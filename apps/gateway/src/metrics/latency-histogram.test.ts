import { Histogram, Registry } from "prom-client";
import { expect, it } from "vitest";
import { LatencyHistogram } from "./latency-histogram.ts";

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
