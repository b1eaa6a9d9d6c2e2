import type { Verifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import type { EntityStore, StoreChange } from "@zerq/plane-protocol/entity-store";
import { createFollower, type Follower } from "@zerq/plane-protocol/follower";
import { gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import type { KeptFile } from "@zerq/plane-protocol/kept-file";
import { ProtocolError, type ProtocolProblem } from "@zerq/plane-protocol/protocol-error";
import { createRedisTransport } from "@zerq/service/follower-transport";
import type { Redis } from "@zerq/service/redis";
import type { RuleSources } from "./compile-rules.ts";
import type { RoutingTable } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";
import { SnapshotCompiler } from "./snapshot-compiler.ts";
import type { SnapshotKeys } from "./snapshot-keys.ts";

export type ConfigFollowerOptions = {
  readonly group: string;
  readonly deployment: string;
  readonly verifier: Verifier;
  readonly redis: Redis;
  readonly subscriber: Redis;
  readonly opener: SecretOpener;
  /** Follow the key that management is at; without them nobody sends anything back. */
  readonly snapshotKeys?: SnapshotKeys;
  /** Keys of the identity providers that oidc profiles trust, and revocation lists for certificates. */
  readonly sources: RuleSources;
  readonly logger: Logger;
  /** What an earlier run has kept; undefined when nothing is. */
  readonly kept?: KeptFile | undefined;
  /** Called after every swap. */
  onSwap(): void;
  /** Called with the time of each head that wasn't known before, in ms by management's clock. */
  onHead?(time: number): void;
};

/** Since the start of the process. */
type ConfigCounts = {
  /** Swaps; a burst of versions is one. */
  applied: number;
  /** Messages that were refused by why, and what else went wrong as `other`. */
  readonly refused: Map<ProtocolProblem | "other", number>;
};

export type ConfigFollower = {
  /** The table in force. A request takes it once and keeps it. */
  readonly table: RoutingTable;
  readonly compiler: SnapshotCompiler;
  readonly counts: ConfigCounts;
  status(): ReturnType<Follower["status"]>;
  /** Resolves when the first verified snapshot is in force. */
  readonly loaded: Promise<void>;
  /** Secret files have changed: what uses them is compiled again and swapped in. */
  refreshFiles(names: ReadonlySet<string>): void;
  /** Takes what was kept into force, before Redis is asked. */
  startFromKept(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Follows this group's chain of signed config: verify, compile what changed, swap one reference, report. */
export function createConfigFollower(options: ConfigFollowerOptions): ConfigFollower {
  const { group, deployment, verifier, redis, subscriber, logger } = options;
  const compiler = new SnapshotCompiler(options.opener, options.sources);
  const audience = `gateway:${group}` as const;
  let markLoaded: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve;
  });
  let told = "";
  let applied: EntityStore | undefined;
  /** Secret files that have changed while a full snapshot is compiled, which they have to wait for. */
  let waitingFiles: Set<string> | undefined;

  /** Before anything is compiled: what can't be opened at all changes nothing, and what was in force stays. */
  function followKeys(store: EntityStore, changes: readonly StoreChange[]): void {
    if (changes.some(({ kind }) => kind === "pepper")) options.snapshotKeys?.follow(store);
  }

  function refreshFiles(names: ReadonlySet<string>): void {
    if (applied === undefined) return;
    compiler.refreshFiles(applied, names);
    options.onSwap();
    tellProblems();
  }
  const counts: ConfigCounts = { applied: 0, refused: new Map() };

  function tellProblems(): void {
    const problems = compiler.problems();
    const text = JSON.stringify(problems);
    if (text === told) return;
    told = text;
    if (problems.length > 0)
      logger.warn("config that can't be enforced is denied", { problems: problems.slice(0, 20) });
  }

  const follower = createFollower({
    audience,
    deployment,
    verifier,
    transport: createRedisTransport(audience, redis, subscriber),
    schemas: gatewayEntities,
    readKept: () => options.kept?.read() ?? Promise.resolve([]),
    async prepare(store, changes, version, turns) {
      followKeys(store, changes);
      waitingFiles = new Set();
      await compiler.prepare(store, changes, version, turns);
    },
    onApplied(store, changes, status) {
      followKeys(store, changes);
      applied = store;
      compiler.apply(store, changes, status.version);
      counts.applied += 1;
      markLoaded();
      options.onSwap();
      tellProblems();
      const files = waitingFiles;
      waitingFiles = undefined;
      if (files !== undefined && files.size > 0) refreshFiles(files);
    },
    onHead: (time) => options.onHead?.(time),
    onTrouble(problem) {
      const why = problem instanceof ProtocolError ? problem.problem : "other";
      counts.refused.set(why, (counts.refused.get(why) ?? 0) + 1);
    },
    onProblem(problem) {
      logger.warn("config was refused or could not be fetched", { problem: problem.message });
    },
  });

  return {
    get table() {
      return compiler.table;
    },
    compiler,
    counts,
    status: follower.status,
    loaded,
    refreshFiles(names) {
      if (waitingFiles === undefined) refreshFiles(names);
      else for (const name of names) waitingFiles.add(name);
    },
    async startFromKept() {
      await follower.startFromKept();
      const { source, version } = follower.status();
      if (source === "kept")
        logger.info("the config that was kept is in force until Redis is read", { version });
    },
    start: follower.start,
    stop: follower.stop,
  };
}
