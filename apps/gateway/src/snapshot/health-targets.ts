import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import type { RouteEntry } from "./route-tree.ts";
import type { UpstreamTls } from "./upstream-tls.ts";

/** A target whose health is asked for. */
export type HealthTarget = {
  /** The same as that of the routes' targets. */
  readonly key: string;
  readonly origin: string;
  readonly tls: UpstreamTls | undefined;
  readonly check: NonNullable<GatewayEntity<"collection">["healthCheck"]>;
};

/**
 * Which targets of a collection are to be checked; those that get no requests aren't. A check shows the upstream the same TLS
 * identity as a request does, and no other credential.
 */
export function healthTargetsOf(
  { healthCheck: check }: GatewayEntity<"collection">,
  entries: Iterable<RouteEntry>,
): HealthTarget[] {
  if (check === undefined) return [];
  for (const { route } of entries) {
    if (route.kind !== "forward") continue;
    return route.targets
      .filter(({ weight }) => weight > 0)
      .map(({ key, origin }) => ({ key, origin, tls: route.tls, check }));
  }
  return [];
}
