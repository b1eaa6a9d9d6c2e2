import type { PresentedCertificate } from "@zerq/auth/certificates/presented-certificate";
import type { IpAddress } from "../address/ip-address.ts";
import type { LimitDecision, Limiter } from "../limits/limiter.ts";
import type { CompiledCors } from "../snapshot/compile-cors.ts";
import type { ForwardRoute, LiveRoute, Route } from "../snapshot/route.ts";
import type { Client, JwtVersion, Profile, RoutingTable, TokenVersion } from "../snapshot/routing-table.ts";
import type { Trace } from "../trace/trace-context.ts";
import type { Exchange } from "./exchange.ts";

/** The captured parts of a path, in the order of its template. */
export type Captures = readonly string[];

/**
 * Everything that the steps know about a request. Each step reads what earlier ones filled in and fills its own fields.
 * All fields exist from the start, so that every request has the same shape for the engine.
 */
export class RequestContext {
  readonly exchange: Exchange;
  /** The table in force when the request came; it keeps this one to the end. */
  readonly table: RoutingTable;
  /** Own id of the log entry, unique whatever the caller sends. */
  readonly logId: string;
  /** Milliseconds since the epoch, and the monotonic clock. */
  readonly time: number;
  readonly startedAt: number;

  /** Its place among the requests that are under way. */
  slot = -1;
  requestId: string;
  /** Canonical; the target's part before `?` as received when it has no canonical form. */
  path = "";
  /** With its `?`, byte for byte as received; empty without one. */
  query = "";
  host = "";
  authorization: string | undefined;
  /** The identity header that came more than once. */
  repeatedIdentity: string | undefined;
  clientId: string | undefined;
  /** What a trusted proxy says of its caller's certificate: null when that it has none; undefined from everyone else. */
  told: PresentedCertificate | null | undefined;
  profileId: string | undefined;
  userAgent = "";
  origin: string | undefined;
  preflightMethod: string | undefined;
  preflightHeaders: string | undefined;
  isUpgrade = false;
  /** Declared length of the body in bytes; 0 without a body, -1 when it is chunked. */
  contentLength = 0;
  address: IpAddress;
  /** `X-Forwarded-*` of a trusted proxy; undefined from everyone else. */
  forwarded: Forwarded | undefined;
  /** W3C trace context for the upstream; empty when the headers could not be read. */
  traceparent = "";
  /** The request's own spans; undefined when they are not recorded. */
  trace: Trace | undefined;
  /** Names and values that may go to the upstream, in turn. */
  headers: string[] = [];

  /** The origin that may read the answer (CORS); undefined when none may. */
  allowedOrigin: string | undefined;
  /** The rules that allow it, when they are a collection's own. */
  cors: CompiledCors | undefined;
  client: Client | undefined;
  profile: Profile | undefined;
  /** Whom the caller claims to be while that waits for an issuer's keys. */
  claimed: { readonly client: Client; readonly profile: Profile } | undefined;
  /** The version of the profile's token or secret that was proved; types without versions have none. */
  credentialVersion: TokenVersion | JwtVersion | undefined;
  collectionId: string | undefined;
  route: Route | undefined;
  captures: Captures = noCaptures;
  /** The whole body, where something had to read it before the upstream does. */
  body: Buffer | undefined;
  limit: LimitDecision | undefined;
  /** Where `limit` was counted, until it is given back. */
  limiter: Pick<Limiter, "giveBack"> | undefined;

  /** The route once it is known to be one that may answer. */
  live: LiveRoute | undefined;
  /** The same once it is known to be one that forwards. */
  forwarding: ForwardRoute | undefined;
  upstream: string | null = null;
  /** It was given to a connection to the upstream, whether or not a byte of it has gone out. */
  isAtUpstream = false;
  /** Monotonic times of the request's dispatch and of the end of its answer; 0 before. */
  upstreamStartedAt = 0;
  upstreamEndedAt = 0;
  errorCode: string | null = null;
  /** Why it was refused, in words for operators; never sent to the caller. */
  deny: string | null = null;

  constructor(exchange: Exchange, table: RoutingTable, logId: string) {
    this.exchange = exchange;
    this.table = table;
    this.logId = logId;
    this.requestId = logId;
    this.time = Date.now();
    this.startedAt = performance.now();
    this.address = exchange.peer.address;
  }

  /** The caller's certificate: as a trusted proxy tells it, else that of the connection. */
  get certificate(): PresentedCertificate | undefined {
    return this.told === undefined ? this.exchange.certificate : (this.told ?? undefined);
  }
}

export type Forwarded = {
  readonly for: string;
  readonly proto: string | undefined;
  readonly host: string | undefined;
};

const noCaptures: Captures = [];
