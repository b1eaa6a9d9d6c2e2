import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, Histogram, type Registry } from "prom-client";

export type HttpMetrics = {
  /** Counts the request when its answer has been sent. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  /** Says which declared route a request went to: labels stay bounded, whatever callers ask for (threat 16). */
  matched(request: IncomingMessage, route: string): void;
};

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function createHttpMetrics(registry: Registry): HttpMetrics {
  const requests = new Counter({
    name: "zerq_http_requests_total",
    help: "Requests answered, by method, declared route and status.",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: "zerq_http_request_duration_seconds",
    help: "Time from the request's head to the end of its answer.",
    labelNames: ["method", "route"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const routes = new WeakMap<IncomingMessage, string>();
  return {
    watch(request, response) {
      const end = duration.startTimer();
      response.once("finish", () => {
        const method = methods.has(request.method ?? "") ? String(request.method) : "other";
        const route = routes.get(request) ?? "other";
        requests.inc({ method, route, status: String(response.statusCode) });
        end({ method, route });
      });
    },
    matched(request, route) {
      routes.set(request, route);
    },
  };
}
