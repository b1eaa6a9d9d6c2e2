import type { CapturedBodies } from "@zerq/plane-protocol/captured";
import type { ActorContext } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { nothingForGroups } from "../changes/group-changes.ts";
import type { RequestLogReader } from "./request-log-reader.ts";

export type ViewBodies = (context: ActorContext, id: string) => Promise<CapturedBodies>;

/**
 * Hands out captured bodies once the view is in the audit: whoever can't be recorded sees nothing. It takes a version of its
 * own that changes nothing, since each audit entry has exactly one.
 * @throws AppError `not_found` when there is no such entry, or nothing of its bodies
 */
export function createViewBodies(logs: RequestLogReader, changes: ChangeLog): ViewBodies {
  return async (context, id) => {
    const { result } = await changes.submit({
      context,
      async plan() {
        const bodies = await logs.bodies(id);
        return {
          writes: [],
          audit: {
            action: "request-log.view-bodies",
            resource: { type: "request-log", id, key: id },
            body: undefined,
            before: null,
            after: null,
          },
          gateways: nothingForGroups,
          portal: [],
          result: bodies,
        };
      },
    });
    return result;
  };
}
