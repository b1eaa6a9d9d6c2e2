import type { Logger } from "@zerq/logging/logger";
import type { GatewaySettings, WorkerIdentity } from "../env.ts";
import { SpanExporter } from "./span-exporter.ts";
import { passTraces, recordTraces, type TraceSource } from "./trace-context.ts";

export type Tracing = {
  readonly source: TraceSource;
  /** Undefined when no collector is set: then nothing is recorded. */
  readonly exporter: SpanExporter | undefined;
};

/** Traces as the settings want them; nothing is sent before the exporter's start. */
export function openTracing(settings: GatewaySettings, identity: WorkerIdentity, logger: Logger): Tracing {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === "") return { source: passTraces(), exporter: undefined };
  const exporter = new SpanExporter({
    endpoint,
    headers: settings.OTEL_EXPORTER_OTLP_HEADERS,
    resource: {
      "service.name": settings.OTEL_SERVICE_NAME,
      "service.namespace": settings.ZERQ_DEPLOYMENT_ID,
      "service.instance.id": identity.workerId,
    },
    intervalMs: settings.OTEL_BSP_SCHEDULE_DELAY,
    onError: (problem) => logger.warn("spans wait or are dropped", { problem }),
  });
  return { source: recordTraces(settings.OTEL_TRACES_SAMPLER_ARG), exporter };
}
