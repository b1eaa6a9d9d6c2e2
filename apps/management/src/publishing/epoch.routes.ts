import { declareRoute, type Route } from "../http/route.ts";
import { epochInput, epochState } from "./epoch.schema.ts";
import type { EpochService } from "./epoch.service.ts";

/** For a database that was restored from a backup: docs/redis.md. They go before the routes of one version. */
export function epochRoutes(epochs: EpochService): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/versions/epoch",
      permission: "config:read",
      summary: "The epoch of config, and whether anybody has what the database does not have",
      response: epochState,
      status: 200,
      errors: ["service_unavailable"],
      handle: async () => ({ body: await epochs.state() }),
    }),
    declareRoute({
      method: "post",
      path: "/versions/epoch",
      permission: "epoch:raise",
      summary: "Begin a new epoch, so that gateways go over to what a restored database holds",
      body: epochInput,
      response: epochState,
      status: 200,
      errors: [
        "validation_failed",
        "bad_request",
        "unsupported_media_type",
        "body_too_large",
        "precondition_failed",
        "conflict",
        "idempotency_conflict",
        "service_unavailable",
      ],
      async handle({ context, body }) {
        const raised = await epochs.raise(context, body.epoch);
        return { body: raised, configVersion: raised.version, configEpoch: raised.epoch };
      },
    }),
  ];
}
