import type { RequestContext } from "../request/context.ts";
import { refuse } from "../request/refuse.ts";
import type { ForwardRoute } from "../snapshot/route.ts";
import { ForwardHandler } from "./forward-handler.ts";
import type { Upgrader } from "./upgrader.ts";
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

export function createForwarder(
  pools: UpstreamPools,
  upgrader: Upgrader,
  defaults: ForwardDefaults,
): Forwarder {
  return {
    forward(context, route) {
      const { exchange } = context;
      const handler = new ForwardHandler(context, route);
      const idleMs = route.streaming ? 0 : (route.idleBodyMs ?? defaults.idleBodyMs);
      context.upstreamStartedAt = performance.now();
      exchange.source = handler;
      try {
        pools.get(route).dispatch(
          {
            method: exchange.method,
            path: upstreamTarget(context, route),
            headers: upstreamHeaders(context, route),
            body:
              context.contentLength === 0
                ? null
                : (context.body ??
                  exchange.openBody({ maxBytes: route.maxBodyBytes ?? defaults.maxBodyBytes, idleMs })),
            headersTimeout: route.headersMs ?? defaults.headersMs,
            bodyTimeout: idleMs,
          },
          handler,
        );
      } catch (error) {
        refuse(context, upstreamError(error));
      }
    },
    upgrade(context, route) {
      context.upstreamStartedAt = performance.now();
      upgrader.upgrade(context, route, route.headersMs ?? defaults.headersMs);
    },
  };
}
