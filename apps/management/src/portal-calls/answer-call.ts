import type { SharedKeys } from "@zerq/crypto/shared-keys";
import { AppError } from "@zerq/errors/app-error";
import type { PortalAnswer, PortalAsk, PortalCall } from "@zerq/plane-protocol/portal-call";
import type { Redis } from "@zerq/service/redis";
import type { RefusalLog } from "../audit/refusal-log.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { Throttle } from "../http/throttle.ts";
import type { RequestLogReader } from "../logs/request-log-reader.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { clientOfDeveloper, type Developer, findDeveloper } from "./find-developer.ts";
import { ownRequests } from "./own-requests.ts";
import { readUsage } from "./read-usage.ts";
import { developerContext, rotateOwnToken } from "./rotate-own-token.ts";

/** What one developer may ask in a minute; rotations for each of their clients. */
const CALLS_PER_MINUTE = 600;
const ROTATIONS_PER_MINUTE = 5;

export type CallParts = {
  context: ResourceContext;
  changes: ChangeLog;
  logs: RequestLogReader;
  redis: Redis;
  refusals: RefusalLog;
  /** Derived from PORTAL_KEY and the ones before it with the label "portal-session". */
  sessionKeys: SharedKeys;
};

export type AnswerCall = (call: PortalCall) => Promise<object>;

type Handlers = {
  [O in PortalAsk["operation"]]: (
    ask: Extract<PortalAsk, { operation: O }>,
    developer: Developer,
    call: PortalCall,
  ) => Promise<PortalAnswer<O>>;
};

/** Does what a developer asks through the portal, after looking again at who it is and what they may. */
export function createAnswerCall(parts: CallParts): AnswerCall {
  const { context, logs, redis, sessionKeys } = parts;
  const { connection } = context;
  const calls = new Throttle(CALLS_PER_MINUTE);
  const rotations = new Throttle(ROTATIONS_PER_MINUTE);
  const handlers: Handlers = {
    async usage(_ask, developer) {
      return readUsage(connection, redis, await clientOfDeveloper(connection, developer));
    },
    async requests(ask, developer) {
      await clientOfDeveloper(connection, developer);
      return ownRequests(logs, developer.clientId, ask);
    },
    async "rotate-token"(ask, developer, { request }) {
      rotations.count(`${developer.clientId} ${developer.address}`);
      return rotateOwnToken(parts, developer, request, ask);
    },
  };
  return async (call) => {
    const developer = await findDeveloper(redis, sessionKeys, call.session);
    calls.count(developer.address);
    const handle = handlers[call.ask.operation] as Handlers["usage"];
    try {
      return await handle(call.ask as { operation: "usage" }, developer, call);
    } catch (error) {
      if (error instanceof AppError && error.status === 403)
        parts.refusals.forbidden({
          ...developerContext(developer, call.request),
          action: "portal.call",
          resource: { type: "client", id: developer.clientId, key: call.ask.operation },
          code: error.code,
        });
      throw error;
    }
  };
}
