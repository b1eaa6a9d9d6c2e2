import { CLOCK_REFUSES_MS, CLOCK_WARNS_MS } from "@zerq/plane-protocol/clock-answer";
import type { ClockState, GatewayItem, WorkerState } from "./gateways.schema.ts";
import type { KnownWorker } from "./worker-table.ts";

/** Milliseconds: a head is signed every 5 s, so who has had none for three times that doesn't hear of changes either. */
const STALE_AFTER_MS = 15_000;

/** A worker as operators see it. @param current the newest committed version */
export function describeGateway(worker: KnownWorker, current: number, isDeclared: boolean): GatewayItem {
  const { report, receivedAt, clockOffsetMs } = worker;
  const lag = Math.max(0, current - report.version);
  // What the worker has measured is this difference, so its own clock doesn't matter.
  const headTime = report.headAgeMs === null ? null : report.time - report.headAgeMs;
  const headAgeMs = headTime === null ? null : Math.max(0, Date.now() - headTime);
  return {
    workerId: report.workerId,
    instanceId: report.instanceId,
    group: report.group,
    state: stateOf(worker, lag, isDeclared),
    notReady: report.notReady ?? null,
    version: report.version,
    lag,
    startedAt: new Date(report.startedAt).toISOString(),
    reportedAt: new Date(receivedAt).toISOString(),
    clockOffsetMs,
    clock: clockOf(clockOffsetMs),
    lastError: report.lastError ?? firstProblem(worker),
    problems: report.problems,
    missingEnv: report.missingEnv,
    limiterMode: report.limiterMode,
    headAgeMs,
    stale: headAgeMs === null || headAgeMs > STALE_AFTER_MS,
    source: report.source ?? null,
  };
}

/** The most serious one. */
function stateOf({ isSilent, report }: KnownWorker, lag: number, isDeclared: boolean): WorkerState {
  if (!isDeclared) return "undeclared_group";
  if (isSilent) return "silent";
  if (report.notReady !== undefined && report.notReady !== null) return "not_ready";
  return lag > 0 ? "behind" : "ready";
}

function clockOf(offsetMs: number | null): ClockState {
  if (offsetMs === null) return "unknown";
  if (Math.abs(offsetMs) > CLOCK_REFUSES_MS) return "unusable";
  return Math.abs(offsetMs) > CLOCK_WARNS_MS ? "wrong" : "right";
}

function firstProblem({ report }: KnownWorker): string | null {
  const [first] = report.problems;
  return first === undefined ? null : `${first.kind} ${first.id}: ${first.reason}`;
}
