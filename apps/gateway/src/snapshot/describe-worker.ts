import type { Verifier } from "@zerq/crypto/signing";
import type { GatewayReport, NotReady } from "@zerq/plane-protocol/report";
import type { WorkerIdentity } from "../env.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { Certificates } from "../tls/open-certificates.ts";
import type { HealthChecks } from "../upstream/health-checks.ts";
import type { ClockWatch } from "./clock-watch.ts";
import type { ConfigFollower } from "./config-follower.ts";
import type { SnapshotKeys } from "./snapshot-keys.ts";

/** What a report can hold; see plane-protocol's schema. */
const MOST_LISTED = 100;
const LONGEST_TEXT = 200;
const MOST_VERIFY_KEYS = 16;

export function describeWorker(about: {
  identity: WorkerIdentity;
  group: string;
  startedAt: number;
  limiter: Limiter;
  config: ConfigFollower;
  certificates: Certificates | undefined;
  health: HealthChecks;
  snapshotKeys: SnapshotKeys;
  clock: ClockWatch;
  notReady: () => NotReady | null;
  verifier: Verifier;
}): GatewayReport {
  const { identity, group, startedAt, limiter, config } = about;
  const status = config.status();
  const { version } = config.table;
  const now = Date.now();
  return {
    ...identity,
    group,
    version,
    hash: status.hash,
    epoch: status.epoch,
    startedAt,
    time: now,
    lastError: status.lastError?.slice(0, LONGEST_TEXT) ?? null,
    problems: [
      ...certificateProblems(about.certificates),
      ...config.compiler.problems(),
      ...about.health.unhealthy().map(({ key, reason }) => ({ kind: "target", id: key, reason })),
    ]
      .slice(0, MOST_LISTED)
      .map(({ kind, id, reason }) => ({ kind: short(kind), id: short(id), reason: short(reason) })),
    missingEnv: config.compiler.missingEnv().slice(0, MOST_LISTED).map(short),
    snapshotKeys: [...about.snapshotKeys.names],
    verifyKeys: about.verifier.keyIds.slice(0, MOST_VERIFY_KEYS),
    limiterMode: limiter.mode(),
    source: status.source,
    headAgeMs: status.headTime === null ? null : now - status.headTime,
    clockOffsetMs: about.clock.offset(),
    notReady: about.notReady(),
    leaving: false,
  };
}

function certificateProblems(certificates: Certificates | undefined) {
  const problems = certificates?.problems() ?? [];
  return problems.map(({ name, problem }) => ({ kind: "certificate", id: name, reason: problem }));
}

function short(text: string): string {
  return text.slice(0, LONGEST_TEXT);
}
