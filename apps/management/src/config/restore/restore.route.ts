import { declareRoute, type Route } from "../../http/route.ts";
import { versionNumber } from "../../publishing/version-diff.schema.ts";
import { restoreInput, restoreReport } from "./restore.schema.ts";
import type { Restore } from "./restore.service.ts";

export function restoreRoute(restore: Restore): Route {
  return declareRoute({
    method: "post",
    path: "/versions/:version/restore",
    permission: "config:write",
    summary: "Make config what it was in a version, as a new version: all of it, or nothing",
    params: { version: versionNumber },
    body: restoreInput,
    bodyOptional: true,
    response: restoreReport,
    status: 200,
    errors: [
      "validation_failed",
      "not_supported",
      "bad_request",
      "unsupported_media_type",
      "body_too_large",
      "not_found",
      "history_gone",
      "precondition_failed",
      "conflict",
      "referenced",
      "egress_not_allowed",
      "idempotency_conflict",
      "service_unavailable",
    ],
    async handle({ context, params, body }) {
      const input = body ?? restoreInput.parse({});
      const report = await restore(context, Number(params["version"]), input);
      return { body: report, configVersion: report.configVersion };
    },
  });
}
