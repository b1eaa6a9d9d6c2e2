import type { AppError } from "@zerq/errors/app-error";
import type { RequestLogEntry } from "@zerq/plane-protocol/request-log";
import type { RequestContext } from "../request/context.ts";
import type { Peer } from "../request/exchange.ts";
import { redactTokens } from "./capture/redact-text.ts";

/** Nginx's number for a caller that has gone before there was an answer. */
const CALLER_GONE = 499;

/** The one entry that a request leaves, once it is over. */
export function logEntry(context: RequestContext, gateway: string, now: number): RequestLogEntry {
  const { exchange, upstreamStartedAt, client, profile } = context;
  const upstreamEndedAt = context.upstreamEndedAt === 0 ? now : context.upstreamEndedAt;
  const entry: RequestLogEntry = {
    id: context.logId,
    requestId: context.requestId,
    time: context.time,
    method: exchange.method.slice(0, 32),
    path: withoutTokens(context.path.slice(0, 8_192)),
    route: context.route?.template ?? null,
    upstream: context.upstream,
    status: exchange.status === 0 ? CALLER_GONE : exchange.status,
    error: context.errorCode,
    deny: context.deny === null ? denyOf(context) : context.deny.slice(0, 500),
    latencyMs: now - context.startedAt,
    upstreamMs: upstreamStartedAt === 0 ? null : upstreamEndedAt - upstreamStartedAt,
    bytesIn: exchange.bytesIn,
    bytesOut: exchange.bytesOut,
    clientId: client?.id ?? null,
    profileId: profile?.id ?? null,
    collectionId: context.collectionId ?? null,
    proxyId: context.route?.proxyId ?? null,
    ip: context.address.text,
    userAgent: withoutTokens(
      context.userAgent.length > 512 ? context.userAgent.slice(0, 512) : context.userAgent,
    ),
    gateway,
    versionId: context.credentialVersion?.id ?? null,
  };
  if (client === undefined) addClaim(entry, context);
  return entry;
}

/** A token in the wrong place stays a token. Looking for how both kinds begin is what every request pays for it. */
function withoutTokens(text: string): string {
  return text.includes("zerq_tok_") || text.includes("eyJ") ? redactTokens(text) : text;
}

/** Whose ids the caller gave without proving it: so that a partner learns in the portal why its call was refused. */
function addClaim(entry: RequestLogEntry, { table, clientId, profileId }: RequestContext): void {
  if (clientId === undefined || profileId === undefined) return;
  if (table.clients.get(clientId) !== undefined && table.profiles.get(profileId)?.clientId === clientId)
    entry.claimedClientId = clientId;
}

function denyOf({ exchange }: RequestContext): string | null {
  return exchange.isComplete ? null : "the caller has gone before the answer was complete";
}

/** The entry of bytes that never became a request. */
export function malformedEntry(about: {
  id: string;
  error: AppError;
  peer: Peer;
  bytesOut: number;
  gateway: string;
}): RequestLogEntry {
  const { id, error, peer, bytesOut, gateway } = about;
  return {
    id,
    requestId: id,
    time: Date.now(),
    method: "",
    path: "",
    route: null,
    upstream: null,
    status: error.status,
    error: error.code,
    deny: error.log?.slice(0, 500) ?? null,
    latencyMs: 0,
    upstreamMs: null,
    bytesIn: 0,
    bytesOut,
    clientId: null,
    profileId: null,
    collectionId: null,
    proxyId: null,
    ip: peer.address.text,
    userAgent: "",
    gateway,
  };
}
