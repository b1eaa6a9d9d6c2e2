import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import type { z } from "zod";

/**
 * Input held to its schema.
 * @throws AppError `validation_failed` saying where and why, without echoing what was sent
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown, prefix = ""): T {
  const parsed = schema.safeParse(input, { reportInput: false });
  if (parsed.success) return parsed.data;
  throw new AppError("validation_failed", {
    details: parsed.error.issues.flatMap((issue) => issueDetails(issue, prefix)),
  });
}

export function issueDetails(issue: z.core.$ZodIssue, prefix = ""): ErrorDetail[] {
  const path = [prefix, ...issue.path.map(String)].filter((part) => part !== "").join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => ({
      path: [path, name.slice(0, 100)].filter((part) => part !== "").join("."),
      code: "unknown_field",
      message: "is not a field of this resource",
    }));
  }
  if (issue.code === "invalid_union") {
    // The branch that got furthest says most.
    const deepest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (deepest !== undefined && deepest.path.length > 0) return issueDetails(deepest, path);
  }
  return [{ path, code: issue.code, message: issue.message }];
}
