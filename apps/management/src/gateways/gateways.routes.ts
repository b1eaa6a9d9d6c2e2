import { z } from "zod";
import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import type { GatewayRegistry, LiveWorker } from "./gateway-registry.ts";

const item = z.object({
  workerId: z.string(),
  instanceId: z.string(),
  group: z.string(),
  version: z.int(),
  /** Versions that it has not applied yet. */
  lag: z.int(),
  startedAt: z.iso.datetime(),
  reportedAt: z.iso.datetime(),
  /** Its clock minus ours when it reported, in milliseconds. */
  clockOffsetMs: z.int(),
  lastError: z.string().nullable(),
  problems: z.array(z.object({ kind: z.string(), id: z.string(), reason: z.string() })),
  missingEnv: z.array(z.string()),
  limiterMode: z.string(),
  headAgeMs: z.int().nullable(),
  /** Whether its config is from Redis, or was kept from before and Redis hasn't been read yet. */
  source: z.enum(["none", "kept", "redis"]).nullable(),
});

/** @param currentVersion the newest committed version */
export function gatewayRoutes(registry: GatewayRegistry, currentVersion: () => Promise<number>): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/gateways",
      permission: "config:read",
      summary: "Gateway workers that are alive",
      response: pageOf(item),
      status: 200,
      errors: [],
      handle: async () => {
        const current = await currentVersion();
        return { body: { items: registry.live().map((worker) => view(worker, current)), nextCursor: null } };
      },
    }),
  ];
}

function view({ report, receivedAt }: LiveWorker, current: number) {
  return {
    workerId: report.workerId,
    instanceId: report.instanceId,
    group: report.group,
    version: report.version,
    lag: Math.max(0, current - report.version),
    startedAt: new Date(report.startedAt).toISOString(),
    reportedAt: new Date(receivedAt).toISOString(),
    clockOffsetMs: report.time - receivedAt,
    lastError: report.lastError,
    problems: report.problems,
    missingEnv: report.missingEnv,
    limiterMode: report.limiterMode,
    headAgeMs: report.headAgeMs,
    source: report.source ?? null,
  };
}
