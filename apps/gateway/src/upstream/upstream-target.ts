import type { RequestContext } from "../request/context.ts";
import type { ForwardRoute, QueryCredential, UpstreamTarget } from "../snapshot/route.ts";

/** Path and query at the upstream. The query is kept byte for byte, but for a credential's own parameter. */
export function upstreamTarget(context: RequestContext, route: ForwardRoute, target: UpstreamTarget): string {
  const path = target.path(context.captures);
  if (route.queryCredential === undefined) return context.query === "" ? path : path + context.query;
  return path + withCredential(context.query, route.queryCredential);
}

/** A credential replaces every parameter of its name, however the caller has encoded that. */
function withCredential(query: string, { name, pair }: QueryCredential): string {
  const others = query
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && parameterName(part) !== name);
  return `?${[...others, pair].join("&")}`;
}

function parameterName(part: string): string {
  const end = part.indexOf("=");
  const name = (end === -1 ? part : part.slice(0, end)).replaceAll("+", " ");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
