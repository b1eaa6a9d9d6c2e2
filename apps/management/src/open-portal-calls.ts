import { deriveKeys } from "@zerq/crypto/shared-keys";
import type { Router } from "express";
import type { RefusalLog } from "./audit/refusal-log.ts";
import type { ChangeLog } from "./changes/change-log.ts";
import type { RequestLogReader } from "./logs/request-log-reader.ts";
import type { Stores } from "./open-stores.ts";
import { createAnswerCall } from "./portal-calls/answer-call.ts";
import { portalCallRoutes } from "./portal-calls/portal-calls.routes.ts";
import type { ResourceContext } from "./resources/resource-kind.ts";

/** What the internal listener serves, with the keys that it derives from the portal's. */
export function openPortalCalls(
  { redis, planeKeys }: Stores,
  parts: { context: ResourceContext; changes: ChangeLog; logs: RequestLogReader; refusals: RefusalLog },
): Router {
  const keys = planeKeys.portal.all;
  const answer = createAnswerCall({ ...parts, redis, sessionKeys: deriveKeys(keys, "portal-session") });
  const { deployment } = parts.context;
  return portalCallRoutes({ keys: deriveKeys(keys, "portal-calls"), deployment, redis, answer });
}
