import { AppError } from "@zerq/errors/app-error";
import type { Problem } from "@zerq/openapi/import/problems";
import type { z } from "zod";
import { parseInput } from "../resources/parse-input.ts";
import { jsonFields } from "../resources/proxies/json-documents.ts";

/**
 * A proxy's input held to its shape, without those of its schemas that gateways can't run.
 * @returns undefined when something else of it is refused; in both cases the problems say what
 */
export function acceptable<T>(
  shape: z.ZodType<T>,
  input: Readonly<Record<string, unknown>>,
  pointer: string,
  problems: Problem[],
): T | undefined {
  let tried = input;
  for (let attempt = 0; attempt <= 1; attempt += 1) {
    try {
      return parseInput(shape, tried);
    } catch (error) {
      if (!(error instanceof AppError) || error.details === undefined) throw error;
      const refused = jsonFields.filter((field) => error.details?.some(({ path }) => path === field));
      for (const field of refused) {
        const why = error.details.find(({ path }) => path === field)?.message ?? "";
        problems.push({ pointer, code: "schema_left_out", message: `${field} ${why}`.slice(0, 300) });
      }
      const others = error.details.filter(({ path }) => !refused.some((field) => field === path));
      if (others.length > 0 || refused.length === 0) {
        const [first] = others;
        const message = `${first?.path ?? ""} ${first?.message ?? ""}`.trim().slice(0, 300);
        problems.push({ pointer, code: "operation_left_out", message });
        return undefined;
      }
      tried = { ...tried, ...Object.fromEntries(refused.map((field) => [field, null])) };
    }
  }
  return undefined;
}
