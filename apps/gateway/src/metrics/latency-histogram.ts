import { Histogram, type HistogramConfiguration } from "prom-client";

/**
 * A histogram without labels whose observation is two additions: prom-client's own costs as much as several steps of a
 * request. What it exports is the same.
 */
export class LatencyHistogram extends Histogram {
  readonly #configuration: HistogramConfiguration<string>;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(configuration: HistogramConfiguration<string> & { buckets: number[] }) {
    super(configuration);
    this.#configuration = configuration;
    this.#bounds = configuration.buckets;
    this.#counts = new Array<number>(configuration.buckets.length + 1).fill(0);
  }

  /** @param seconds how long it took */
  record(seconds: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && seconds > (this.#bounds[bucket] as number)) bucket += 1;
    (this.#counts[bucket] as number) += 1;
    this.#sum += seconds;
  }

  override async get(): ReturnType<Histogram["get"]> {
    const { name, help } = this.#configuration;
    let count = 0;
    const buckets = this.#counts.map((own, index) => {
      count += own;
      return { labels: { le: this.#bounds[index] ?? "+Inf" }, value: count, metricName: `${name}_bucket` };
    });
    const totals = [
      { labels: {}, value: this.#sum, metricName: `${name}_sum` },
      { labels: {}, value: count, metricName: `${name}_count` },
    ];
    const exported = { name, help, type: "histogram", values: [...buckets, ...totals], aggregator: "sum" };
    return exported as unknown as Awaited<ReturnType<Histogram["get"]>>;
  }

  /** What prom-client calls for the text form; it isn't in its types. */
  getForPromString(): ReturnType<Histogram["get"]> {
    return this.get();
  }
}
