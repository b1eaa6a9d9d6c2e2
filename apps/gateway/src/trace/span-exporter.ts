import { createEgressGuard } from "@zerq/egress/guard";
import type { Secret } from "@zerq/logging/secret";
import type { RequestLogEntry } from "@zerq/plane-protocol/request-log";
import type { RequestContext } from "../request/context.ts";
import { otlpBody, type RecordedTrace } from "./otlp.ts";

export type SpanExporterOptions = {
  /** Base URL of the collector; `/v1/traces` is added (OTLP specification, "Endpoint URLs"). */
  readonly endpoint: string;
  readonly headers: Secret<Readonly<Record<string, string>>>;
  readonly resource: Readonly<Record<string, string>>;
  /** Milliseconds between two exports. */
  readonly intervalMs: number;
  readonly onError: (problem: string) => void;
};

/** Most requests in one export, and most that wait; OpenTelemetry's own defaults. */
const BATCH = 512;
const CAPACITY = 2_048;
const TIMEOUT_MS = 10_000;
const STOP_MS = 2_000;

/**
 * Sends spans in batches, beside the requests: recording one is an append to a list, and they become JSON when a batch leaves.
 * While the collector is away they wait; what comes beyond their number is dropped and counted.
 */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  readonly #url: string;
  readonly #fetch: typeof fetch;
  #waiting: RecordedTrace[] = [];
  #dropped = 0;
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor(options: SpanExporterOptions) {
    this.#options = options;
    this.#url = `${options.endpoint}/v1/traces`;
    // The setting is the owner's own word that this one address may be called; metadata services still may not.
    const { hostname, port, protocol } = new URL(options.endpoint);
    const allow = `${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`;
    this.#fetch = createEgressGuard({ allow }).fetch;
  }

  /** Requests whose spans were dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  record(context: RequestContext, entry: RequestLogEntry): void {
    const { trace, upstreamStartedAt, startedAt } = context;
    if (trace === undefined) return;
    if (this.#waiting.length >= CAPACITY) {
      this.#dropped += 1;
      return;
    }
    const dispatchedAfterMs = upstreamStartedAt === 0 ? undefined : upstreamStartedAt - startedAt;
    this.#waiting.push({ trace, entry, dispatchedAfterMs });
    // While the collector fails, only the timer tries again.
    if (this.#waiting.length === BATCH && !this.#isFailing) setImmediate(() => void this.#send());
  }

  start(): void {
    this.#timer = setInterval(() => void this.#send(), this.#options.intervalMs);
  }

  /** Sends what is left, if the collector takes it soon: traces are not worth a stop that hangs. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const sent = this.#send().then(() => this.#send());
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([sent, late]);
    clearTimeout(patience);
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendWaiting()
      .catch((error: Error) => this.#fail((error.cause as Error | undefined)?.message ?? error.message))
      .finally(() => {
        this.#sending = undefined;
      });
    return this.#sending;
  }

  async #sendWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      const answer = await this.#fetch(this.#url, {
        method: "POST",
        headers: { ...this.#options.headers.reveal(), "content-type": "application/json" },
        body: otlpBody(batch, this.#options.resource),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      const status = `the collector answers ${answer.status}`;
      // These may be tried again (OTLP specification, "Failures"); what is refused for good only stands in the way.
      if ([429, 502, 503, 504].includes(answer.status)) return this.#fail(status);
      this.#waiting = this.#waiting.slice(batch.length);
      if (answer.ok) this.#isFailing = false;
      else {
        this.#dropped += batch.length;
        this.#fail(status);
      }
    }
  }

  /** Told once, until something goes right again. */
  #fail(problem: string): void {
    if (!this.#isFailing) this.#options.onError(problem);
    this.#isFailing = true;
  }
}
