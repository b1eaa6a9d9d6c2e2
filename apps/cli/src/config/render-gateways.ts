import type { components } from "@zerq/api-client/generated/management-api";
import { table } from "../table.ts";

type Gateways = components["schemas"]["GatewayList"]["items"];
type Gateway = Gateways[number];

/** A line for each worker. */
export function renderGateways(workers: Gateways): string {
  if (workers.length === 0) return "There is no gateway.";
  const rows = workers.map((worker) => [
    worker.workerId,
    worker.group,
    worker.state,
    String(worker.version),
    String(worker.lag),
    seconds(worker.headAgeMs),
    offset(worker),
    worker.limiterMode,
    worker.lastError ?? "",
  ]);
  const head = ["WORKER", "GROUP", "STATE", "VERSION", "LAG", "HEAD AGE", "CLOCK", "LIMITER", "LAST ERROR"];
  return table([head, ...rows]).join("\n");
}

/** What is known of a worker, one thing a line. */
export function renderGateway(worker: Gateway): string {
  const { notReady, problems, missingEnv } = worker;
  return [
    ...table([
      ["Worker", worker.workerId],
      ["Gateway", worker.instanceId],
      ["Group", worker.group],
      ["State", notReady === null ? worker.state : `${worker.state} (${notReady})`],
      ["Version", `${worker.version}, ${worker.lag} behind`],
      ["Config from", worker.source ?? "unknown"],
      ["Head age", `${seconds(worker.headAgeMs)}${worker.stale ? " (stale)" : ""}`],
      ["Clock", `${offset(worker)} (${worker.clock})`],
      ["Limiter", worker.limiterMode],
      ["Started", worker.startedAt],
      ["Reported", worker.reportedAt],
      ["Last error", worker.lastError ?? "none"],
      ["Missing names", missingEnv.length === 0 ? "none" : missingEnv.join(", ")],
    ]),
    ...problems.map(({ kind, id, reason }) => `  ${kind} ${id}: ${reason}`),
  ].join("\n");
}

const seconds = (ms: number | null) => (ms === null ? "-" : `${(ms / 1_000).toFixed(1)} s`);

/** How far its clock is from management's; what is too little to be shown has no sign. */
const offset = ({ clockOffsetMs }: Gateway) => {
  if (clockOffsetMs === null) return "-";
  if (Math.abs(clockOffsetMs) < 50) return seconds(0);
  return `${clockOffsetMs > 0 ? "+" : ""}${seconds(clockOffsetMs)}`;
};
