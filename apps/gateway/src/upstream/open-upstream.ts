import { createEgressGuard } from "@zerq/egress/guard";
import { createAccessTokens } from "./access-tokens.ts";
import { type CircuitBreakers, createCircuitBreakers } from "./circuit-breakers.ts";
import { createForwarder, type ForwardDefaults, type Forwarder } from "./forwarder.ts";
import { createHealthChecks, type HealthChecks } from "./health-checks.ts";
import { probeTarget } from "./probe-target.ts";
import { createUpgrader } from "./upgrader.ts";
import { createUpstreamCounts, type UpstreamCounts } from "./upstream-counts.ts";
import { createUpstreamPools } from "./upstream-pools.ts";

export type UpstreamOptions = {
  /** The text of EGRESS_ALLOW. */
  readonly allow: string;
  /** `host:port` of what belongs to Zerq itself, and is never an upstream. */
  readonly own: readonly string[];
  /** Milliseconds, for routes that set none. */
  readonly connectMs: number;
  readonly defaults: ForwardDefaults;
};

export type Upstream = {
  readonly forwarder: Forwarder;
  readonly counts: UpstreamCounts;
  readonly breakers: CircuitBreakers;
  readonly health: HealthChecks;
  close(): void;
};

const SWEEP_MS = 300_000;

/** Everything on the upstream side of a request. All connections pass the egress guard. */
export function openUpstream({ allow, own, connectMs, defaults }: UpstreamOptions): Upstream {
  const guard = createEgressGuard({ allow, own });
  const pools = createUpstreamPools({ guard, connectMs });
  const counts = createUpstreamCounts();
  const breakers = createCircuitBreakers();
  const health = createHealthChecks((target) => probeTarget(guard, target));
  const tokens = createAccessTokens(guard, counts);
  const sweep = setInterval(() => {
    pools.sweep();
    tokens.sweep();
  }, SWEEP_MS);
  return {
    forwarder: createForwarder({
      pools,
      upgrader: createUpgrader(guard, connectMs),
      tokens,
      breakers,
      health,
      counts,
      defaults,
    }),
    counts,
    breakers,
    health,
    close() {
      clearInterval(sweep);
      health.stop();
      pools.close();
    },
  };
}
