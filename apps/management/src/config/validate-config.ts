import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { atPath, type Warning } from "../resources/widenings/warning.ts";
import type { ConfigDocument } from "./config-document.schema.ts";
import type { KindTable } from "./config-kinds.ts";
import { compareAt } from "./diff-config.ts";
import { LookedAt } from "./entry-warnings.ts";
import { slotsOf } from "./slots.ts";
import { loadStored } from "./stored-config.ts";

/** Most problems that one answer lists. */
const MAX_PROBLEMS = 500;

export type Validation = { problems: ErrorDetail[]; warnings: Warning[] };

/** Everything that is wrong with the shapes and references of a document, resource by resource, and what it opens. */
export async function validateConfig(
  kinds: KindTable,
  document: ConfigDocument,
  session: ClientSession,
): Promise<Validation> {
  const stored = await loadStored(kinds, document, session);
  const lookedAt = new LookedAt(kinds, session);
  const problems: ErrorDetail[] = [];
  const warnings: Warning[] = [];
  const options = {
    managedBy: document.managedBy ?? undefined,
    label: undefined,
    prune: false,
    reactivate: false,
  };
  for await (const slot of slotsOf(document)) {
    try {
      const { documents } = compareAt(kinds, slot, stored, options);
      const opened = await lookedAt.warnings(slot.kind, documents);
      warnings.push(...opened.map((warning) => atPath(`${slot.kind}.${slot.index}`, warning)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(...(error.details ?? []));
    }
  }
  return { problems: problems.slice(0, MAX_PROBLEMS), warnings };
}
