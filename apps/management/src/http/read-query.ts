import { AppError } from "@zerq/errors/app-error";
import type { z } from "zod";
import { parseInput } from "../resources/parse-input.ts";

/**
 * The parameters of a URL's query, each at most once.
 * @throws AppError `validation_failed` for one that is there twice, or `bad_request` for broken percent-encoding
 */
export function splitQuery(url: string): Record<string, string> {
  const at = url.indexOf("?");
  const parameters = new Map<string, string>();
  for (const pair of at === -1 ? [] : url.slice(at + 1).split("&")) {
    if (pair === "") continue;
    const [name = "", value = ""] = pair.split(/=(.*)/s).map(decode);
    if (parameters.has(name)) throw refused(name, "repeated", "is there more than once");
    parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
}

/** @throws AppError `validation_failed` for a parameter that the route doesn't have */
export function parseQuery(schema: z.ZodType | undefined, query: Readonly<Record<string, string>>): unknown {
  if (schema !== undefined) return parseInput(schema, query, "query");
  const [name] = Object.keys(query);
  if (name !== undefined) throw refused(name, "unknown_field", "is not a parameter of this endpoint");
  return {};
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new AppError("bad_request", { message: "The query is not valid percent-encoded UTF-8." });
  }
}

function refused(name: string, code: string, message: string): AppError {
  return new AppError("validation_failed", {
    details: [{ path: `query.${name.slice(0, 100)}`, code, message }],
  });
}
