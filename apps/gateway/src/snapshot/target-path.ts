import type { PathSegment } from "@zerq/plane-protocol/path-template";

/** Gives the path at the upstream from what the route's path captured. */
export type TargetPath = (captures: readonly string[]) => string;

/**
 * Compiles a target path. What was captured is put in as it stands in the canonical path, where it can't hold dot segments
 * or encoded slashes: the result stays under the target path.
 * @param base the path of the target endpoint
 */
export function compileTargetPath(
  base: string,
  target: readonly PathSegment[],
  path: readonly PathSegment[],
): TargetPath {
  const prefix = base.endsWith("/") ? base.slice(0, -1) : base;
  const captured = path.filter((segment) => segment.kind !== "literal");
  const parts: (string | number)[] = [];
  let text = prefix;
  for (const segment of target) {
    text += "/";
    if (segment.kind === "literal") {
      text += segment.text;
      continue;
    }
    parts.push(
      text,
      captured.findIndex((other) => sameCapture(other, segment)),
    );
    text = "";
  }
  if (target.length === 0) text += "/";
  if (parts.length === 0) return () => text;
  parts.push(text);
  return (captures) =>
    parts.map((part) => (typeof part === "string" ? part : (captures[part] ?? ""))).join("");
}

function sameCapture(one: PathSegment, other: PathSegment): boolean {
  if (one.kind === "param" && other.kind === "param") return one.name === other.name;
  return one.kind === other.kind;
}
