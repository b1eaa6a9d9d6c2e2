import { AppError } from "@zerq/errors/app-error";
import { canonicalPath, isCleanQuery } from "../canonical-path.ts";
import type { Step } from "../step.ts";

/** @param maxBytes longest request target */
export function canonicalizePath(maxBytes: number): Step {
  return function canonicalizePath(context) {
    const { target } = context.exchange;
    if (target.length > maxBytes) throw new AppError("uri_too_long");
    const mark = target.indexOf("?");
    const path = mark === -1 ? target : target.slice(0, mark);
    context.path = path;
    // Absolute and asterisk forms name a host or nothing; this is an origin server, which is asked in origin form.
    const canonical = canonicalPath(path);
    if (canonical === undefined) throw new AppError("bad_request", { log: "the path has no canonical form" });
    context.path = canonical;
    if (mark === -1) return;
    if (!isCleanQuery(target, mark))
      throw new AppError("bad_request", { log: "the query holds what no query may" });
    context.query = target.slice(mark);
  };
}
