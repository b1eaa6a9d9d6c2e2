import { Burst } from "./burst.ts";
import { CHAIN_START, checkHead } from "./chain-position.ts";
import { ChainReader, passOn } from "./chain-reader.ts";
import { EntityStore } from "./entity-store.ts";
import type { FollowerOptions } from "./follower-options.ts";
import type { FollowerStatus } from "./follower-status.ts";
import { GatheredDeltas } from "./gathered-deltas.ts";
import { HeadWatch } from "./head-watch.ts";
import { namedVersion } from "./large-delta.ts";
import { LastProblem } from "./last-problem.ts";
import { createPuller } from "./puller.ts";
import { Turns } from "./turns.ts";

export type Follower = {
  /** Takes what was kept, without Redis. What can't be believed is reported, and nothing of it comes into force. */
  startFromKept(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): FollowerStatus;
  store: EntityStore;
};

/** A burst costs one table for all its deltas but the first, which doesn't wait. */
const COALESCE_MS = 20;
/** Most deltas read in one go when catching up, before other work has its turn. */
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
  const {
    transport,
    pollMs = 5_000,
    coalesceMs = COALESCE_MS,
    store = new EntityStore(options.schemas),
  } = options;
  const { readKept = async () => [], prepare = async () => undefined } = options;
  const watch = new HeadWatch(pollMs);
  const chain = new ChainReader({ ...options, store, watch });
  const gathered = new GatheredDeltas();
  const problems = new LastProblem(options.onProblem, options.onTrouble);
  const report = (error: unknown) => problems.report(error);
  const puller = createPuller(catchUp, report);
  const mistrust = (error: unknown) => {
    report(error);
    puller.pullSoon();
  };
  const burst = new Burst(coalesceMs, takeBurst, mistrust);
  /** Follows the chain's position as soon as onApplied has taken it. */
  let applied = CHAIN_START;
  let loaded = false;
  let source: FollowerStatus["source"] = "none";
  /** A full snapshot that is being taken; what is published meanwhile is pulled afterwards. */
  let taking: Turns | undefined;
  let subscribed = false;
  let stopped = false;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Hands over what the store has taken. @throws what onApplied throws; the changes stay pending */
  function handOver(): void {
    if (stopped || taking !== undefined || applied === chain.position) return;
    const before = { applied, loaded };
    applied = chain.position;
    loaded = true;
    const problemIsBack = problems.forget();
    try {
      options.onApplied(store, chain.pending, status());
    } catch (error) {
      ({ applied, loaded } = before);
      problemIsBack();
      throw error;
    }
    chain.settle();
  }

  function onMessage(text: string | null): void {
    if (stopped) return;
    if (text === null) return void puller.pull();
    const named = namedVersion(text);
    if (named !== undefined) {
      if (!loaded || named > chain.position.version) puller.pullHinted();
      return;
    }
    if (!loaded || taking !== undefined) return void announce(text);
    if (gathered.add(text)) takeGathered();
    burst.soon();
  }

  /**
   * The first load is a pull: there may be a full snapshot at version 0 that delta 1 builds on. And so is what comes while a full
   * snapshot is being taken, since nothing else may be taken meanwhile.
   */
  function announce(text: string): void {
    try {
      chain.checkDelta(text);
      void puller.pull();
    } catch (error) {
      mistrust(error);
    }
  }

  function takeGathered(): void {
    if (stopped || taking !== undefined) return;
    if (chain.takeDeltas(gathered.takeAll(), mistrust)) void puller.pull();
  }

  function takeBurst(): void {
    takeGathered();
    handOver();
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
    source = "redis";
    const { head } = watch;
    const target = watch.isAhead(chain.position) ? Math.max(published, head?.version ?? 0) : published;
    const isNewEpoch = head !== undefined && head.epoch > chain.position.epoch;
    if (!loaded || isNewEpoch || target - chain.position.version > FULL_INSTEAD_OF_DELTAS)
      await attempt(startFromFull);
    await attempt(() => pullDeltas(target));
    if (chain.position.version < target) {
      // The full snapshot may lead past deltas that were trimmed or tampered with.
      await attempt(startFromFull);
      await attempt(() => pullDeltas(target));
    }
    if (!isWaitingFor(target)) handOver();
    if (troubles.length > 0) throw troubles[0];
    watch.checkProgress(chain.position, performance.now());
    if (head !== undefined) checkHead(chain.position, head);
    problems.forgetAfter(pollMs);
  }

  /**
   * What was in force once may be revoked by now. So nobody begins with less than there is said to be, unless it is nowhere to
   * be had: within that time management mends what was tampered with.
   */
  function isWaitingFor(target: number): boolean {
    return !loaded && chain.position.version < target && performance.now() - startedAt < 2 * pollMs;
  }

  async function readHead(): Promise<void> {
    const text = await transport.readHead();
    if (text !== null) chain.takeHead(text);
  }

  /** Goes on as far as there are deltas. @throws at one that can't be trusted; those before it are in force */
  async function pullDeltas(target: number): Promise<void> {
    while (!stopped && chain.position.version < target) {
      const from = chain.position.version + 1;
      const texts = await transport.readDeltas(from, Math.min(target, from + PULL_CHUNK - 1));
      try {
        const hole = texts.indexOf(null);
        // A delta may be known by now: what is published meanwhile is applied as it comes.
        chain.takeDeltas((hole === -1 ? texts : texts.slice(0, hole)) as string[], passOn);
      } finally {
        // The first time only what there is in the end, so that nothing is served from a snapshot that deltas go beyond.
        if (loaded) handOver();
      }
      if (chain.position.version < from) return;
    }
  }

  async function startFromFull(): Promise<void> {
    const text = await transport.readFull();
    if (text === null || stopped) return;
    taking = loaded ? Turns.shared() : Turns.alone();
    try {
      await chain.takeFullInTurns(text, taking);
      if (loaded && applied !== chain.position)
        await prepare(store, chain.pending, chain.position.version, taking);
    } finally {
      taking = undefined;
    }
    if (!loaded) return;
    handOver();
    // What was gathered before couldn't be taken meanwhile.
    burst.soon();
  }

  async function startFromKept(): Promise<void> {
    try {
      const records = await readKept();
      if (records.length > 0) source = "kept";
      const turns = Turns.alone();
      for (const record of records) await chain.take(record, turns);
      handOver();
    } catch (error) {
      report(error);
    }
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
      lastError: problems.message,
      source,
    };
  }

  return {
    store,
    status,
    startFromKept,
    async start() {
      startedAt = performance.now();
      await puller.pull();
      if (!stopped) schedulePoll();
    },
    async stop() {
      stopped = true;
      taking?.end();
      clearTimeout(timer);
      burst.stop();
      await puller.stop();
      await transport.close();
    },
  };
}
