import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import type { ResourceContext } from "../../resources/resource-kind.ts";
import { atPath, toldAs } from "../../resources/widenings/warning.ts";
import { kindTable } from "../config-kinds.ts";
import { summaryOf } from "../config-report.schema.ts";
import { tryChange } from "../try-change.ts";
import type { FoundStates } from "./old-states.ts";
import { planRestore, type Restored } from "./plan-restore.ts";
import { readHistory } from "./read-history.ts";
import type { RestoreInput, RestoreReport } from "./restore.schema.ts";

/** Makes config what it was in a version, but for what must not come back; as a new version, or not at all. */
export type Restore = (context: ActorContext, version: number, input: RestoreInput) => Promise<RestoreReport>;

/** Restores versions: `docs/config-as-code.md`. */
export function createRestore(resources: ResourceContext, changes: ChangeLog): Restore {
  const kinds = kindTable(resources);

  return async (context, version, input) => {
    giveReason(context, input.reason);
    const history = await readHistory(resources.connection, version);
    const found: FoundStates = new Map();
    const request = { resources, kinds, version, input, context, history, found };
    const { dryRun } = input;
    const { result, ...outcome } = await tryChange(
      changes,
      {
        context,
        plan: (session, carrying) => planRestore(request, session, carrying),
      },
      dryRun,
    );
    return reportOf(result, { version, dryRun, ...outcome });
  };
}

/**
 * The reason in the body is the one of the request. It goes into the very context that came in, since its Idempotency-Key is
 * bound to that object.
 * @throws AppError `validation_failed` when the header gives another one
 */
function giveReason(context: ActorContext, reason: string | undefined): void {
  if (reason === undefined) return;
  if (context.reason !== undefined && context.reason !== reason) {
    const message = "is another one than X-Change-Reason";
    throw new AppError("validation_failed", { details: [{ path: "reason", code: "repeated", message }] });
  }
  context.reason = reason;
}

function reportOf(
  { changes, baseVersion }: Restored,
  outcome: Pick<RestoreReport, "version" | "applied" | "dryRun" | "configVersion">,
): RestoreReport {
  const warnings = changes.flatMap(({ kind, key, widenings }) =>
    widenings.map((warning) => atPath(`${kind}.${key}`, warning)),
  );
  return { ...outcome, baseVersion, summary: summaryOf(changes), changes, ...toldAs("warnings", warnings) };
}
