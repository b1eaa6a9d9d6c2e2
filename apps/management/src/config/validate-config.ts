import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ConfigDocument } from "./config-document.schema.ts";
import type { KindTable } from "./config-kinds.ts";
import { compareAt } from "./diff-config.ts";
import { slotsOf } from "./slots.ts";
import { loadStored } from "./stored-config.ts";

/** Most problems that one answer lists. */
const MAX_PROBLEMS = 500;

/** Everything that is wrong with the shapes and references of a document, resource by resource. */
export async function validateConfig(
  kinds: KindTable,
  document: ConfigDocument,
  session: ClientSession,
): Promise<ErrorDetail[]> {
  const stored = await loadStored(kinds, document, session);
  const problems: ErrorDetail[] = [];
  const options = {
    managedBy: document.managedBy ?? undefined,
    label: undefined,
    prune: false,
    reactivate: false,
  };
  for await (const slot of slotsOf(document)) {
    try {
      compareAt(kinds, slot, stored, options);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(...(error.details ?? []));
    }
  }
  return problems.slice(0, MAX_PROBLEMS);
}
