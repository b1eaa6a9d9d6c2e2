import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import type { collectionKind } from "../resources/collections/collection.service.ts";
import { mergePatch } from "../resources/merge-patch.ts";
import { parseInput } from "../resources/parse-input.ts";
import type { proxyKind } from "../resources/proxies/proxy.service.ts";
import { toDocument } from "../resources/resource-plan.ts";
import { fieldWidenings } from "../resources/widenings/field-widenings.ts";
import { findWidenings } from "../resources/widenings/find-widenings.ts";
import { atPath, type Warning } from "../resources/widenings/warning.ts";
import type { ImportPlan, Present, Step } from "./plan-import.ts";

export type Kinds = { collections: ReturnType<typeof collectionKind>; proxies: ReturnType<typeof proxyKind> };

/** What an import would open: by the collection that it makes, beside those that are there, and by each of its operations. */
export async function previewWarnings(
  kinds: Kinds,
  planned: ImportPlan,
  present: Present | undefined,
): Promise<Warning[]> {
  const made = present === undefined ? await collectionWarnings(kinds, planned) : [];
  const steps = planned.steps.flatMap((step, index) =>
    stepWarnings(kinds, step).map((warning) => atPath(`operations.${index}`, warning)),
  );
  return [...made.map((warning) => atPath("collection", warning)), ...steps];
}

/** None of a collection that would be refused: the import says why. */
async function collectionWarnings({ collections }: Kinds, { collection }: ImportPlan): Promise<Warning[]> {
  try {
    const input = parseInput(collections.input, collection);
    const after = toDocument(collections, input, null, { id: randomId(), key: "new" });
    return await findWidenings(collections, null, { before: null, after });
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

function stepWarnings({ proxies }: Kinds, step: Step): Warning[] {
  if (step.action === "unchanged") return [];
  if (step.action === "create") return fieldWidenings("proxies", null, { ...step.input });
  const before = proxies.toInput(step.proxy);
  return fieldWidenings("proxies", before, mergePatch(before, step.patch) as Record<string, unknown>);
}
