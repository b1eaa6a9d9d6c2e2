import { AppError } from "@zerq/errors/app-error";
import type { Change } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { UndoneError } from "../changes/undone-error.ts";

/** What a change of many resources found out; `baseVersion` is the version that it looked at. */
type Found = { readonly baseVersion: number };

/** Thrown by a plan: nothing would become different, so there is no version to make. */
export class NothingToDo<T extends Found> extends AppError {
  readonly found: T;

  constructor(found: T) {
    super("conflict", { log: "nothing to do" });
    this.found = found;
  }
}

/** A plan that was made and carried out to the end, only to be undone. */
class DryRun<T extends Found> extends Error {
  readonly found: T;

  constructor(found: T) {
    super("a dry run");
    this.found = found;
  }
}

/** @property configVersion the version that was made; the one that was looked at, when none was */
export type Tried<T> = { result: T; applied: boolean; configVersion: number };

/**
 * Submits a change; a dry run carries it out in a transaction all the same, so that it finds what the change would, and
 * leaves nothing.
 * @throws AppError when any part of it is refused
 */
export async function tryChange<T extends Found>(
  changes: ChangeLog,
  change: Change<T>,
  dryRun: boolean,
): Promise<Tried<T>> {
  try {
    const { version, result } = await changes.submit({
      ...change,
      async plan(session, carrying) {
        const plan = await change.plan(session, carrying);
        if (dryRun) throw new UndoneError(new DryRun(plan.result));
        return plan;
      },
    });
    return { result, applied: true, configVersion: version };
  } catch (error) {
    // Neither is a refusal: one has nothing to do, the other was asked to leave nothing.
    if (!(error instanceof NothingToDo || error instanceof DryRun)) throw error;
    const found: T = error.found;
    return { result: found, applied: false, configVersion: found.baseVersion };
  }
}
