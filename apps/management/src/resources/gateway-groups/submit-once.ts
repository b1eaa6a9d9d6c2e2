import { AppError } from "@zerq/errors/app-error";
import type { Change } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";

/**
 * Makes a change that several instances make when they start: those that come later find it done, which their plan says
 * with a `conflict`.
 * @throws what else the change throws
 */
export async function submitOnce(changes: ChangeLog, change: Change<undefined>): Promise<void> {
  try {
    await changes.submit(change);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "conflict")) throw error;
  }
}
