import { randomFillSync } from "node:crypto";

/** The spans of a request that is exported: ids in hex, as in `traceparent`. */
export type Trace = {
  readonly traceId: string;
  /** The caller's span; empty when the trace begins here. */
  readonly parentId: string;
  readonly serverSpanId: string;
  /** The span of the call to the upstream. */
  readonly clientSpanId: string;
};

type TraceStart = {
  /** What the upstream gets. */
  readonly traceparent: string;
  /** Undefined when the spans are not recorded. */
  readonly trace: Trace | undefined;
  /** Whether the caller's trace goes on: only then does its `tracestate` mean anything. */
  readonly isContinued: boolean;
};

/** @param traceparent the caller's header; undefined when there is none, or more than one */
export type TraceSource = (traceparent: string | undefined) => TraceStart;

/** Version 00 has these four parts and no more; a later one may have more behind another dash. */
const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const noTrace = "0".repeat(32);
const noSpan = "0".repeat(16);

type Parsed = { readonly traceId: string; readonly parentId: string; readonly flags: number };

/** Reads a `traceparent` (W3C Trace Context, section 3.2). @returns undefined when it is invalid */
export function parseTraceparent(text: string): Parsed | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, version, traceId = "", parentId = "", flags = "", more] = match;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (traceId === noTrace || parentId === noSpan) return undefined;
  return { traceId, parentId, flags: Number.parseInt(flags, 16) };
}

/**
 * Where nothing is exported: a valid `traceparent` passes as it is, since nothing is added to its trace. A new one says that it
 * is sampled: with the flag off, upstreams that follow their caller would stop tracing.
 */
export function passTraces(): TraceSource {
  const nextId = createIds();
  return (traceparent) => {
    if (traceparent !== undefined && parseTraceparent(traceparent) !== undefined)
      return { traceparent, trace: undefined, isContinued: true };
    return { traceparent: `00-${nextId(16)}-${nextId(8)}-01`, trace: undefined, isContinued: false };
  };
}

/**
 * Where spans are exported: the upstream's parent is the gateway's own span. The caller's decision to sample is kept; traces
 * that begin here are sampled at a ratio.
 * @param ratio from 0 to 1
 */
export function recordTraces(ratio: number): TraceSource {
  const nextId = createIds();
  const bound = ratio * 0x1_0000_0000;
  return (traceparent) => {
    const caller = traceparent === undefined ? undefined : parseTraceparent(traceparent);
    const traceId = caller?.traceId ?? nextId(16);
    const clientSpanId = nextId(8);
    const isSampled =
      caller === undefined ? Number.parseInt(traceId.slice(-8), 16) < bound : (caller.flags & 1) === 1;
    const trace = { traceId, parentId: caller?.parentId ?? "", serverSpanId: nextId(8), clientSpanId };
    return {
      traceparent: `00-${traceId}-${clientSpanId}-${isSampled ? "01" : "00"}`,
      trace: isSampled ? trace : undefined,
      isContinued: caller !== undefined,
    };
  };
}

/** Random ids in hex, out of a pool: asking the system for every one would cost more than the rest of the header. */
function createIds(): (bytes: number) => string {
  const pool = Buffer.alloc(4_096);
  let used = pool.length;
  return (bytes) => {
    if (used + bytes > pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.toString("hex", used - bytes, used);
  };
}
