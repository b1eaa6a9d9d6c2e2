import type { Readable } from "node:stream";
import type { RequestContext } from "../request/context.ts";
import { refuse } from "../request/refuse.ts";
import type { ForwardRoute, UpstreamTarget } from "../snapshot/route.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { type AttemptOutcome, Attempts } from "./attempts.ts";
import type { CircuitBreakers } from "./circuit-breakers.ts";
import { ForwardHandler } from "./forward-handler.ts";
import type { HealthChecks } from "./health-checks.ts";
import type { Upgrader } from "./upgrader.ts";
import type { UpstreamCounts } from "./upstream-counts.ts";
import { upstreamError } from "./upstream-error.ts";
import { upstreamHeaders } from "./upstream-headers.ts";
import type { UpstreamPools } from "./upstream-pools.ts";
import { upstreamTarget } from "./upstream-target.ts";

export type Forwarder = {
  /** Sends the request on and streams the answer back; every way it can end is answered from here. */
  forward(context: RequestContext, route: ForwardRoute): void;
  /** As above for a WebSocket. */
  upgrade(context: RequestContext, route: ForwardRoute): void;
};

/** Defaults of routes that set none: bytes, and milliseconds. */
export type ForwardDefaults = {
  readonly maxBodyBytes: number;
  readonly headersMs: number;
  readonly idleBodyMs: number;
};

export type ForwarderParts = {
  readonly pools: UpstreamPools;
  readonly upgrader: Upgrader;
  readonly tokens: AccessTokens;
  readonly breakers: CircuitBreakers;
  readonly health: HealthChecks;
  readonly counts: UpstreamCounts;
  readonly defaults: ForwardDefaults;
};

export function createForwarder(parts: ForwarderParts): Forwarder {
  const { pools, upgrader, defaults, counts } = parts;

  function send(
    context: RequestContext,
    route: ForwardRoute,
    target: UpstreamTarget,
    body: Readable | Buffer | null,
    headers: string[],
    outcome?: AttemptOutcome,
  ): void {
    const { exchange } = context;
    const handler = new ForwardHandler(context, route, outcome);
    context.upstream = target.origin;
    counts.attempts += 1;
    exchange.source = handler;
    try {
      pools.get(route, target).dispatch(
        {
          method: exchange.method,
          path: upstreamTarget(context, route, target),
          headers,
          body,
          // What was read whole has a length, however it came.
          contentLength: Buffer.isBuffer(body) ? body.length : context.contentLength,
          headersMs: route.headersMs ?? defaults.headersMs,
          idleBodyMs: idleOf(route),
        },
        handler,
      );
    } catch (error) {
      handler.onAbort();
      refuse(context, upstreamError(error));
    }
  }

  const idleOf = (route: ForwardRoute) => (route.streaming ? 0 : (route.idleBodyMs ?? defaults.idleBodyMs));

  /** What validation has read already goes on as it came; anything else is streamed. */
  function openBody(context: RequestContext, route: ForwardRoute): Readable | Buffer | null {
    const { contentLength, exchange } = context;
    if (contentLength === 0) return null;
    if (context.body !== undefined) return context.body;
    return exchange.openBody({
      maxBytes: route.maxBodyBytes ?? defaults.maxBodyBytes,
      idleMs: idleOf(route),
    });
  }

  return {
    forward(context, route) {
      context.upstreamStartedAt = performance.now();
      const { attempts, targets } = route;
      if (attempts === undefined) {
        context.isAtUpstream = true;
        send(context, route, targets[0], openBody(context, route), upstreamHeaders(context, route));
        return;
      }
      // What was never sent has read nothing of it, so that the next attempt can have the same body.
      let body: Readable | Buffer | null | undefined;
      new Attempts(context, route, attempts, {
        ...parts,
        mayRepeat: true,
        send(target, headers, outcome) {
          if (body === undefined) body = openBody(context, route);
          send(context, route, target, body, headers, outcome);
        },
      }).begin();
    },
    upgrade(context, route) {
      context.upstreamStartedAt = performance.now();
      const headersMs = route.headersMs ?? defaults.headersMs;
      const { attempts, targets } = route;
      if (attempts === undefined) {
        context.isAtUpstream = true;
        const [target] = targets;
        counts.attempts += 1;
        upgrader.upgrade(context, { route, target, headersMs, headers: upstreamHeaders(context, route) });
        return;
      }
      new Attempts(context, route, attempts, {
        ...parts,
        mayRepeat: false,
        send(target, headers, outcome) {
          counts.attempts += 1;
          upgrader.upgrade(context, { route, target, headersMs, headers, outcome });
        },
      }).begin();
    },
  };
}
