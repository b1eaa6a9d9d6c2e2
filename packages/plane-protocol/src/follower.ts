import type { Verifier } from "@zerq/crypto/signing";
import { type Audience, type DeltaPayload, openDelta, openFullSnapshot, openHead } from "./delta.ts";
import type { EntitySchemas } from "./entity-store.ts";
import { EntityStore, type StoreChange } from "./entity-store.ts";
import { ProtocolError } from "./protocol-error.ts";

/** How a follower reaches Redis; the adapters for ioredis are in the apps. */
export type FollowerTransport = {
  readHead(): Promise<string | null>;
  /** Deltas `from` to `to`, both included, in order; null for one that isn't there. */
  readDeltas(from: number, to: number): Promise<(string | null)[]>;
  /** The newest version that was published; 0 when there is none. */
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
  /** Called after each verified step with what changed; the store is this follower's and is read, not kept. */
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

/** Most deltas read in one go when catching up. */
const PULL_CHUNK = 200;

/**
 * Follows one audience's chain: every delta is verified (signature, deployment, audience, epoch, order, hash of its
 * predecessor) before it takes effect, and whatever is missed is pulled. A rollback or a forged message changes nothing.
 */
export function createFollower(options: FollowerOptions): Follower {
  const { transport, verifier } = options;
  const store = new EntityStore(options.schemas);
  const status: FollowerStatus = { version: 0, hash: "", epoch: 0, headTime: null, lastError: null };
  let timer: NodeJS.Timeout | undefined;
  let pulling: Promise<void> | undefined;
  let pullAgain = false;
  let stopped = false;

  function report(error: unknown): void {
    const problem = error instanceof Error ? error : new Error(String(error));
    status.lastError = problem.message;
    options.onProblem(problem);
  }

  function checkOrigin(message: { deployment: string; audience: string; epoch: number }, what: string): void {
    if (message.deployment !== options.deployment) throw new ProtocolError("wrong-deployment", what);
    if (message.audience !== options.audience) throw new ProtocolError("wrong-audience", what);
    if (message.epoch < status.epoch) throw new ProtocolError("old-epoch", what);
  }

  /** Takes the next delta of the chain into the store. @throws ProtocolError */
  function apply(delta: DeltaPayload & { hash: string }): StoreChange[] {
    if (delta.previousHash !== status.hash) throw new ProtocolError("broken-chain", `delta ${delta.version}`);
    const changes = store.apply(delta.changes);
    status.version = delta.version;
    status.hash = delta.hash;
    status.epoch = delta.epoch;
    return changes;
  }

  function applied(changes: readonly StoreChange[]): void {
    status.lastError = null;
    options.onApplied(store, changes, status);
  }

  function onMessage(text: string | null): void {
    if (stopped) return;
    if (text === null) return void pull();
    try {
      const delta = openDelta(verifier, text);
      checkOrigin(delta, `delta ${delta.version}`);
      if (delta.version <= status.version) return;
      // Out of order or after a loss: what is between is pulled. A running pull would race with this delta.
      if (delta.version !== status.version + 1 || pulling !== undefined) return void pull();
      applied(apply(delta));
    } catch (error) {
      report(error);
      void pull();
    }
  }

  /** One pull at a time; a call during one makes it look again when it is done. */
  function pull(): Promise<void> {
    if (pulling !== undefined) {
      pullAgain = true;
      return pulling;
    }
    pulling = catchUp()
      .catch(report)
      .finally(() => {
        pulling = undefined;
        if (pullAgain && !stopped) {
          pullAgain = false;
          void pull();
        }
      });
    return pulling;
  }

  async function catchUp(): Promise<void> {
    await readHead();
    let target = await transport.readVersion();
    if (target > status.version && (status.version === 0 || target - status.version > PULL_CHUNK)) {
      await startFromFull();
      target = Math.max(target, await transport.readVersion());
    }
    while (!stopped && status.version < target) {
      const from = status.version + 1;
      const texts = await transport.readDeltas(from, Math.min(target, from + PULL_CHUNK - 1));
      const changes: StoreChange[] = [];
      try {
        for (const text of texts) {
          if (text === null) break;
          const delta = openDelta(verifier, text);
          checkOrigin(delta, `delta ${delta.version}`);
          if (delta.version !== status.version + 1)
            throw new ProtocolError("broken-chain", `delta ${delta.version}`);
          for (const change of apply(delta)) changes.push(change);
        }
      } finally {
        // What was verified before a bad one is in force; it must reach the table too.
        if (status.version >= from) applied(changes);
      }
      if (status.version < from) {
        // Trimmed from the hash, so only a full snapshot leads past it.
        if (!(await startFromFull())) return;
      }
    }
  }

  /** Replaces everything by the full snapshot when it is newer. @returns whether it was */
  async function startFromFull(): Promise<boolean> {
    const text = await transport.readFull();
    if (text === null) return false;
    const full = openFullSnapshot(verifier, text);
    checkOrigin(full, `full snapshot ${full.version}`);
    if (full.version <= status.version) return false;
    const changes = store.replace(full.entities);
    status.version = full.version;
    status.hash = full.hash;
    status.epoch = full.epoch;
    applied(changes);
    return true;
  }

  async function readHead(): Promise<void> {
    const text = await transport.readHead();
    if (text === null) return;
    const head = openHead(verifier, text);
    checkOrigin(head, "head");
    if (status.headTime === null || head.time > status.headTime) status.headTime = head.time;
  }

  return {
    store,
    status: () => ({ ...status }),
    async start() {
      await transport.subscribe(onMessage);
      await pull();
      timer = setInterval(() => void pull(), options.pollMs ?? 5_000);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await pulling;
      await transport.close();
    },
  };
}
