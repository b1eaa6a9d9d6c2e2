import { AppError } from "@zerq/errors/app-error";
import type { z } from "zod";
import { mergePatch } from "./merge-patch.ts";
import { issueDetails, parseInput } from "./parse-input.ts";

/**
 * Holds a change to the resource's shape as far as that is possible without the resource, so that a wrong shape is
 * refused before anyone learns whether the resource exists. What a patch leaves out can't be wrong yet.
 * @throws AppError `validation_failed`
 */
export function refusePatch(schema: z.ZodType, body: unknown, mode: "merge" | "replace"): void {
  if (mode === "replace") {
    parseInput(schema, body);
    return;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new AppError("validation_failed", {
      details: [{ path: "", code: "invalid_type", message: "a merge patch is an object" }],
    });
  }
  const patch = mergePatch({}, body);
  const parsed = schema.safeParse(patch);
  const wrong = (parsed.error?.issues ?? []).filter((issue) => isPresent(patch, issue.path));
  if (wrong.length > 0)
    throw new AppError("validation_failed", { details: wrong.flatMap((issue) => issueDetails(issue)) });
}

function isPresent(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const name of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Record<PropertyKey, unknown>)[name];
  }
  return true;
}
