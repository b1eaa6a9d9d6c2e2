import type { Socket } from "node:net";
import type { AppError } from "@zerq/errors/app-error";
import type { GatewayMetrics } from "../metrics/gateway-metrics.ts";
import { createIdSource } from "../request-log/id-source.ts";
import { logEntry, malformedEntry } from "../request-log/log-entry.ts";
import type { RequestLog } from "../request-log/request-log.ts";
import type { RoutingTable } from "../snapshot/routing-table.ts";
import type { SpanExporter } from "../trace/span-exporter.ts";
import { answerAndClose } from "../wire/client-error.ts";
import type { ExchangeObserver, NodeExchange } from "../wire/node-exchange.ts";
import { ActiveRequests } from "./active-requests.ts";
import { RequestContext } from "./context.ts";
import type { Peer } from "./exchange.ts";
import { handleRequest } from "./handle-request.ts";
import { refuse } from "./refuse.ts";
import type { Step } from "./step.ts";

export type ExchangeHandler = {
  onExchange(exchange: NodeExchange): void;
  onMalformed(socket: Socket, peer: Peer, error: AppError): void;
  readonly active: ActiveRequests;
};

export type ExchangeHandlerOptions = {
  readonly steps: readonly Step[];
  readonly config: { readonly table: RoutingTable };
  readonly requestLog: RequestLog;
  readonly metrics: GatewayMetrics;
  /** Undefined when no spans are exported. */
  readonly spans: SpanExporter | undefined;
  readonly workerId: string;
};

/** Between the listeners and the pipeline: a context for each exchange, and one record when it is over. */
export function createExchangeHandler(options: ExchangeHandlerOptions): ExchangeHandler {
  const { steps, config, requestLog, metrics, spans, workerId } = options;
  const nextId = createIdSource();
  const active = new ActiveRequests();

  const observer: ExchangeObserver = {
    closed({ context }) {
      if (context === undefined) return;
      const now = performance.now();
      const entry = logEntry(context, workerId, now);
      const { capture, rawHeaders } = context.exchange;
      if (capture !== undefined) Object.assign(entry, capture.finish(rawHeaders));
      requestLog.add(entry);
      spans?.record(context, entry);
      metrics.countRequest(entry.status, entry.error, (now - context.startedAt) / 1_000);
      active.remove(context);
    },
    failed({ context }, error) {
      if (context !== undefined) refuse(context, error);
    },
  };

  return {
    active,
    onExchange(exchange) {
      const context = new RequestContext(exchange, config.table, nextId());
      exchange.context = context;
      exchange.observer = observer;
      active.add(context);
      handleRequest(steps, context);
    },
    onMalformed(socket, peer, error) {
      const id = nextId();
      const bytesOut = answerAndClose(socket, error, id);
      requestLog.add(malformedEntry({ id, error, peer, bytesOut, gateway: workerId }));
      metrics.countRequest(error.status, error.code, 0);
    },
  };
}
