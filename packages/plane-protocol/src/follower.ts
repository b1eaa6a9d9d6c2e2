import type { Verifier } from "@zerq/crypto/signing";
import { CHAIN_START, type ChainPosition, checkHead, isNewerFull, placeDelta } from "./chain-position.ts";
import { type Audience, openDelta, openFullSnapshot, openHead } from "./delta.ts";
import { type EntitySchemas, EntityStore, type StoreChange } from "./entity-store.ts";
import { HeadWatch } from "./head-watch.ts";
import { ProtocolError } from "./protocol-error.ts";
import { createPuller } from "./puller.ts";

/**
 * How a follower reaches Redis; the adapters for ioredis are in the apps. Every call settles within a bounded time: one that
 * hangs would hold up all pulls after it.
 */
export type FollowerTransport = {
  readHead(): Promise<string | null>;
  /** Deltas `from` to `to`, both included, in order; null for one that isn't there. */
  readDeltas(from: number, to: number): Promise<(string | null)[]>;
  /** The newest version that was published; 0 when there is none. Not signed, so it is only a hint. */
  readVersion(): Promise<number>;
  readFull(): Promise<string | null>;
  /** Calls back with every published delta, and with null after a reconnect. */
  subscribe(onMessage: (text: string | null) => void): Promise<void>;
  close(): Promise<void>;
};

export type FollowerOptions = {
  audience: Audience;
  deployment: string;
  verifier: Verifier;
  transport: FollowerTransport;
  schemas: EntitySchemas;
  /**
   * Called after each verified step with what changed; the store is this follower's and is read, not kept. When it throws,
   * the version isn't counted as applied, and its changes come again with the next ones or the next poll.
   */
  onApplied(store: EntityStore, changes: readonly StoreChange[], status: FollowerStatus): void;
  onProblem(problem: Error): void;
  /** Milliseconds between two looks at the head. */
  pollMs?: number;
};

export type FollowerStatus = {
  /** The version in force; 0 before the first. */
  version: number;
  hash: string;
  epoch: number;
  /** Whether a verified snapshot or delta is in force. An empty deployment is loaded at version 0. */
  loaded: boolean;
  /** The newest version that a signed head has named; above `version` while this follower is behind. */
  headVersion: number;
  /** Time of the last verified head by management's clock, in ms; null before the first. */
  headTime: number | null;
  lastError: string | null;
};

export type Follower = {
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): FollowerStatus;
  store: EntityStore;
};

/** Most deltas read in one go when catching up: about 20 ms of verifying before other work has its turn. */
const PULL_CHUNK = 200;
/** Further behind than this, a full snapshot is less work than the deltas. */
const FULL_INSTEAD_OF_DELTAS = 1_000;
/** Milliseconds between two looks as long as there is nothing to serve from; nobody announces the first snapshot. */
const UNLOADED_POLL_MS = 500;

/**
 * Follows one audience's chain: every delta is verified (signature, deployment, audience, epoch, order, hash of its
 * predecessor) before it takes effect, and whatever is missed is pulled. A rollback or a forged message changes nothing.
 * The work for a delta is in proportion to its changes, not to what there is.
 */
export function createFollower(options: FollowerOptions): Follower {
  const { transport, verifier, pollMs = 5_000 } = options;
  const store = new EntityStore(options.schemas);
  const watch = new HeadWatch(pollMs);
  const puller = createPuller(catchUp, report);
  /** How far the store is; `applied` follows as soon as onApplied has taken it. */
  let position = CHAIN_START;
  let applied = CHAIN_START;
  let pending: StoreChange[] = [];
  let loaded = false;
  let lastError: { message: string; at: number } | undefined;
  let subscribed = false;
  let stopped = false;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  /** The same problem again is told once, so that a flood of forged messages doesn't flood the log. */
  function report(error: unknown): void {
    const problem = error instanceof Error ? error : new Error(String(error));
    const repeated = problem.message === lastError?.message;
    lastError = { message: problem.message, at: performance.now() };
    if (!repeated) options.onProblem(problem);
  }

  function checkOrigin(message: { deployment: string; audience: string }, what: string): void {
    if (message.deployment !== options.deployment) throw new ProtocolError("wrong-deployment", what);
    if (message.audience !== options.audience) throw new ProtocolError("wrong-audience", what);
  }

  function openOwnDelta(text: string): ReturnType<typeof openDelta> {
    const delta = openDelta(verifier, text);
    checkOrigin(delta, `delta ${delta.version}`);
    return delta;
  }

  /** Takes a verified delta into the store if it is the next one. @throws ProtocolError */
  function take(delta: ReturnType<typeof openDelta>): "next" | "known" | "ahead" {
    const place = placeDelta(position, delta);
    if (place === "next") advance(delta, store.apply(delta.changes));
    return place;
  }

  function advance({ epoch, version, hash, time }: ChainPosition, changes: StoreChange[]): void {
    position = { epoch, version, hash, time };
    pending = pending.length === 0 ? changes : pending.concat(changes);
  }

  /** Hands over what the store has taken. @throws what onApplied throws; the changes stay pending */
  function handOver(): void {
    if (stopped || applied === position) return;
    const before = { applied, loaded, lastError };
    applied = position;
    loaded = true;
    lastError = undefined;
    try {
      options.onApplied(store, pending, status());
    } catch (error) {
      ({ applied, loaded, lastError } = before);
      throw error;
    }
    pending = [];
  }

  function onMessage(text: string | null): void {
    if (stopped) return;
    if (text === null) return void puller.pull();
    try {
      const delta = openOwnDelta(text);
      // The first load is a pull: there may be a full snapshot at version 0 that delta 1 builds on.
      if (!loaded || take(delta) === "ahead") void puller.pull();
      else handOver();
    } catch (error) {
      report(error);
      puller.pullSoon();
    }
  }

  /** Every step is tried even when one before it meets something that can't be trusted. @throws the first trouble */
  async function catchUp(): Promise<void> {
    const troubles: unknown[] = [];
    const attempt = (step: () => Promise<unknown>) => step().catch((error) => troubles.push(error));
    if (!subscribed) {
      await transport.subscribe(onMessage);
      subscribed = true;
    }
    await attempt(readHead);
    const published = await transport.readVersion();
    const { head } = watch;
    const target = watch.isAhead(position) ? Math.max(published, head?.version ?? 0) : published;
    const isNewEpoch = head !== undefined && head.epoch > position.epoch;
    if (!loaded || isNewEpoch || target - position.version > FULL_INSTEAD_OF_DELTAS)
      await attempt(startFromFull);
    await attempt(() => pullDeltas(target));
    if (position.version < target) {
      // The full snapshot may lead past deltas that were trimmed or tampered with.
      await attempt(startFromFull);
      await attempt(() => pullDeltas(target));
    }
    if (!isWaitingFor(target)) handOver();
    if (troubles.length > 0) throw troubles[0];
    watch.checkProgress(position, performance.now());
    if (head !== undefined) checkHead(position, head);
    // Kept for a while, so that a problem that passes can still be seen by whoever asks for the status.
    if (lastError !== undefined && performance.now() - lastError.at >= pollMs) lastError = undefined;
  }

  /**
   * What was in force once may be revoked by now. So nobody begins with less than there is said to be, unless it is nowhere to
   * be had: within that time management mends what was tampered with.
   */
  function isWaitingFor(target: number): boolean {
    return !loaded && position.version < target && performance.now() - startedAt < 2 * pollMs;
  }

  async function readHead(): Promise<void> {
    const text = await transport.readHead();
    if (text === null) return;
    const head = openHead(verifier, text);
    checkOrigin(head, "head");
    if (head.epoch < position.epoch) throw new ProtocolError("old-epoch", "head");
    watch.see(head);
  }

  /** Goes on as far as there are deltas. @throws at one that can't be trusted; those before it are in force */
  async function pullDeltas(target: number): Promise<void> {
    while (!stopped && position.version < target) {
      const from = position.version + 1;
      const texts = await transport.readDeltas(from, Math.min(target, from + PULL_CHUNK - 1));
      try {
        // A delta may be known by now: what is published meanwhile is applied as it comes.
        for (const text of texts) if (text === null || take(openOwnDelta(text)) === "ahead") break;
      } finally {
        // The first time only what there is in the end, so that nothing is served from a snapshot that deltas go beyond.
        if (loaded) handOver();
      }
      if (position.version < from) return;
    }
  }

  /** Replaces everything by the full snapshot if that is newer, or the first. */
  async function startFromFull(): Promise<void> {
    const text = await transport.readFull();
    if (text === null || stopped) return;
    const full = openFullSnapshot(verifier, text);
    checkOrigin(full, `full snapshot ${full.version}`);
    if (!isNewerFull(position, full)) return;
    advance(full, store.replace(full.entities));
    if (loaded) handOver();
  }

  function schedulePoll(): void {
    timer = setTimeout(
      () => {
        void puller.pull().then(() => {
          if (!stopped) schedulePoll();
        });
      },
      loaded ? pollMs : Math.min(pollMs, UNLOADED_POLL_MS),
    );
  }

  function status(): FollowerStatus {
    return {
      version: applied.version,
      hash: applied.hash,
      epoch: applied.epoch,
      loaded,
      headVersion: watch.head?.version ?? 0,
      headTime: watch.head?.time ?? null,
      lastError: lastError?.message ?? null,
    };
  }

  return {
    store,
    status,
    async start() {
      startedAt = performance.now();
      await puller.pull();
      if (!stopped) schedulePoll();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await puller.stop();
      await transport.close();
    },
  };
}
