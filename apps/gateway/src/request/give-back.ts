import { limitOf } from "../snapshot/limit-of.ts";
import type { RequestContext } from "./context.ts";

/**
 * Returns what a request has taken out of its limits when it is refused after all: refused requests are free. One that was
 * sent to an upstream, or answered, has had what it was counted for.
 */
export function giveBack(context: RequestContext): void {
  const { limiter, limit, client, profile } = context;
  if (limiter === undefined || limit === undefined || client === undefined || profile === undefined) return;
  if (context.isAtUpstream || context.exchange.status !== 0) return;
  const counted = limitOf(client, profile);
  // A request is refused once, but it may fail again while it ends.
  context.limiter = undefined;
  if (counted.kind === "limited") limiter.giveBack(counted.rate, limit, counted.quota);
}
