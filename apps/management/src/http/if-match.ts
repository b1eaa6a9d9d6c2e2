import { AppError } from "@zerq/errors/app-error";
import type { Route } from "./route.ts";

/**
 * If-Match (RFC 9110 section 13.1.1) as the revision that was changed. `*` and lists are refused: they would overwrite a
 * change that the caller has never seen.
 * @throws AppError `precondition_required`, `precondition_failed` (a weak or foreign tag never matches) or `bad_request`
 */
export function readIfMatch(header: string | undefined, rule: Route["ifMatch"]): number | "any" {
  if (header === undefined) {
    if (rule === "required") throw new AppError("precondition_required");
    return "any";
  }
  if (rule === undefined) throw refused("This endpoint takes no If-Match.");
  if (header.trim() === "*") throw refused("If-Match: * is refused; send the revision you changed.");
  if (header.includes(",")) throw refused("If-Match takes one entity tag.");
  const match = /^"(\d{1,15})"$/.exec(header.trim());
  if (match !== null) return Number(match[1]);
  if (/^(W\/)?"[^"]*"$/.test(header.trim())) throw new AppError("precondition_failed");
  throw refused('If-Match must be an entity tag such as "3".');
}

function refused(message: string): AppError {
  return new AppError("bad_request", { message });
}
