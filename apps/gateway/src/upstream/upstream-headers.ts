import type { RequestContext } from "../request/context.ts";
import { headerName } from "../request/header-roles.ts";
import type { ForwardRoute } from "../snapshot/route.ts";

/**
 * The headers towards the upstream, names and values in turn: what the caller sent without reserved, identity and hop-by-hop
 * names, without what frames the message, the rebuilt `X-Forwarded-*` and `Forwarded` (RFC 7239), and then the rules of collection, proxy and credential.
 */
export function upstreamHeaders(context: RequestContext, route: ForwardRoute): string[] {
  const { drop, add } = route.requestHeaders;
  const headers = drop.size === 0 ? context.headers : without(context.headers, drop);
  pushForwarded(headers, context);
  if (!drop.has("traceparent")) headers.push("traceparent", context.traceparent);
  if (!drop.has("x-request-id")) headers.push("x-request-id", context.requestId);
  if (route.forwardIdentity) {
    headers.push("x-zerq-client-id", context.clientId ?? "", "x-zerq-profile-id", context.profileId ?? "");
  }
  for (let index = 0; index < add.length; index += 1) headers.push(add[index] as string);
  return headers;
}

function without(headers: readonly string[], drop: ReadonlySet<string>): string[] {
  const rest: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    if (!drop.has(headerName(name).lower)) rest.push(name, headers[index + 1] as string);
  }
  return rest;
}

function pushForwarded(headers: string[], context: RequestContext): void {
  const { forwarded, address, exchange } = context;
  const proto = forwarded?.proto ?? (exchange.peer.isSecure ? "https" : "http");
  const host = forwarded?.host ?? context.host;
  headers.push("x-forwarded-for", forwarded?.for ?? address.text, "x-forwarded-proto", proto);
  const node = address.isIpv4 ? address.text : `"[${address.text}]"`;
  if (host === "") {
    headers.push("forwarded", `for=${node};proto=${proto}`);
    return;
  }
  headers.push("x-forwarded-host", host, "forwarded", `for=${node};host="${host}";proto=${proto}`);
}
