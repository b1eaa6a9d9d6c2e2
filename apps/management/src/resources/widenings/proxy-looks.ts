import { isDeepStrictEqual } from "node:util";
import { type PathSegment, parsePathTemplate } from "@zerq/plane-protocol/path-template";
import { isNew, type Look, list } from "./look.ts";

/** Looks at what a proxy answers, what it asks of requests, and what it keeps of them. */

/** A path is no wider when every request of it was one of the path before. */
export const path: Look = (after, before) => {
  if (isNew(before)) return undefined;
  if (holds(parsePathTemplate(String(before)), parsePathTemplate(String(after)))) return undefined;
  return { code: "other_path", message: "answers another path" };
};

function holds(wide: readonly PathSegment[], narrow: readonly PathSegment[]): boolean {
  for (const [index, segment] of wide.entries()) {
    const other = narrow[index];
    if (other === undefined) return false;
    if (segment.kind === "rest") return true;
    if (other.kind === "rest") return false;
    if (segment.kind === "literal" && !(other.kind === "literal" && other.text === segment.text))
      return false;
  }
  return narrow.length === wide.length;
}

type Param = { name: string; in: string; type: string; required: boolean; enum?: unknown[] };

/** Parameters that a request is held to; one that isn't declared any more is passed on as it came. */
export const params: Look = (after, before) => {
  const now = list(after) as Param[];
  const isLess = (list(before) as Param[]).some((then) => {
    const same = now.find((one) => one.name === then.name && one.in === then.in);
    return same === undefined || isLooser(same, then);
  });
  return isLess ? { code: "less_validated", message: "holds parameters to less" } : undefined;
};

function isLooser(now: Param, then: Param): boolean {
  if (then.required && !now.required) return true;
  if (
    then.enum !== undefined &&
    (now.enum === undefined || now.enum.some((item) => !then.enum?.includes(item)))
  )
    return true;
  // An integer is a number.
  return (
    then.type !== now.type && then.type !== "string" && !(then.type === "number" && now.type === "integer")
  );
}

type Handler = { kind: string; targetPath?: string };

/** Where requests end up; what a static answer says is no way to anything. */
export const handler: Look = (after, before) => {
  const now = after as Handler;
  if (isNew(before) || now.kind === "static" || isDeepStrictEqual(after, before)) return undefined;
  return { code: "other_target", message: "sends requests to another path of the upstream" };
};

type Capture = { headers: boolean; requestBody: boolean; responseBody: boolean; maxBytes: number };

/** What the request log keeps, in a new proxy too: bodies may hold what is nobody else's business. */
export const capture: Look = (after, before) => {
  const now = after as Capture;
  const then = (before ?? {
    headers: false,
    requestBody: false,
    responseBody: false,
    maxBytes: 0,
  }) as Capture;
  const parts = ["headers", "requestBody", "responseBody"] as const;
  const kept = parts.filter((part) => now[part]);
  const isMore = kept.some((part) => !then[part]) || (kept.length > 0 && now.maxBytes > then.maxBytes);
  return isMore ? { code: "more_captured", message: "keeps more of requests in the log" } : undefined;
};
