import type { RequestLogEntry } from "@zerq/plane-protocol/request-log";
import type { Trace } from "./trace-context.ts";

/** What is kept of a request until its spans are sent. */
export type RecordedTrace = {
  readonly trace: Trace;
  readonly entry: RequestLogEntry;
  /** Milliseconds from the request's start to its dispatch; undefined when it never got there. */
  readonly dispatchedAfterMs: number | undefined;
};

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

type Attribute = { key: string; value: { stringValue: string } | { intValue: string } };

/**
 * The body of an OTLP/HTTP export in JSON (OpenTelemetry protocol 1.5, ExportTraceServiceRequest), with the names of the HTTP
 * semantic conventions. No query and no header is in it: those may hold what no trace should.
 */
export function otlpBody(
  recorded: readonly RecordedTrace[],
  resource: Readonly<Record<string, string>>,
): string {
  const spans = recorded.flatMap((one) =>
    one.dispatchedAfterMs === undefined ? [serverSpan(one)] : [serverSpan(one), clientSpan(one)],
  );
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributes(resource) },
        scopeSpans: [{ scope: { name: "zerq-gateway" }, spans }],
      },
    ],
  });
}

function serverSpan({ trace, entry }: RecordedTrace): object {
  return {
    traceId: trace.traceId,
    spanId: trace.serverSpanId,
    ...(trace.parentId === "" ? {} : { parentSpanId: trace.parentId }),
    name: entry.route === null ? entry.method : `${entry.method} ${entry.route}`,
    kind: SERVER,
    startTimeUnixNano: nanoseconds(entry.time),
    endTimeUnixNano: nanoseconds(entry.time + entry.latencyMs),
    attributes: attributes({
      "http.request.method": entry.method,
      "http.route": entry.route,
      "http.response.status_code": entry.status,
      "url.path": entry.path,
      "client.address": entry.ip,
      "user_agent.original": entry.userAgent === "" ? null : entry.userAgent,
      "error.type": entry.error,
      "zerq.request_id": entry.requestId,
      "zerq.log_id": entry.id,
      "zerq.client_id": entry.clientId,
      "zerq.profile_id": entry.profileId,
      "zerq.collection_id": entry.collectionId,
      "zerq.proxy_id": entry.proxyId,
    }),
    status: entry.status >= 500 ? { code: ERROR } : {},
  };
}

function clientSpan({ trace, entry, dispatchedAfterMs = 0 }: RecordedTrace): object {
  const upstream =
    entry.upstream !== null && URL.canParse(entry.upstream) ? new URL(entry.upstream) : undefined;
  const start = entry.time + dispatchedAfterMs;
  const isFailed = entry.error !== null || entry.status >= 400;
  return {
    traceId: trace.traceId,
    spanId: trace.clientSpanId,
    parentSpanId: trace.serverSpanId,
    name: entry.method,
    kind: CLIENT,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(start + (entry.upstreamMs ?? 0)),
    attributes: attributes({
      "http.request.method": entry.method,
      "http.response.status_code": entry.error === null ? entry.status : null,
      "server.address": upstream?.hostname ?? null,
      "server.port": upstream === undefined ? null : portOf(upstream),
      "error.type": entry.error ?? (isFailed ? String(entry.status) : null),
    }),
    status: isFailed ? { code: ERROR } : {},
  };
}

function attributes(values: Readonly<Record<string, string | number | null>>): Attribute[] {
  const list: Attribute[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "string") list.push({ key, value: { stringValue: value } });
    else if (value !== null) list.push({ key, value: { intValue: String(value) } });
  }
  return list;
}

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

/** Milliseconds since the epoch as a text of nanoseconds: a number can't hold so many digits. */
function nanoseconds(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const rest = Math.min(999_999, Math.round((milliseconds - whole) * 1_000_000));
  return `${whole}${String(rest).padStart(6, "0")}`;
}
