import type { Verifier } from "@zerq/crypto/signing";
import { CHAIN_START, type ChainPosition, isNewerFull, placeDelta } from "./chain-position.ts";
import { type Audience, openDelta, openFullSnapshot, openHead, type SignedDelta } from "./delta.ts";
import { openRun } from "./delta-run.ts";
import type { EntityStore, StoreChange } from "./entity-store.ts";
import type { HeadWatch } from "./head-watch.ts";
import type { KeptKind, KeptRecord } from "./kept-records.ts";
import { openFullInTurns } from "./open-full.ts";
import { ProtocolError } from "./protocol-error.ts";
import type { Turns } from "./turns.ts";

export type ChainReaderOptions = {
  readonly audience: Audience;
  readonly deployment: string;
  readonly verifier: Verifier;
  readonly store: EntityStore;
  readonly watch: HeadWatch;
  /**
   * Called with each message that has been proved and taken, as it came. What is handed on has to stand for itself later, so each
   * delta is then proved by its own signature.
   */
  onTaken?: ((kind: KeptKind, text: string) => void) | undefined;
  /** Called with the time of each head that has been proved and is newer than the one before. */
  onHead?: ((time: number) => void) | undefined;
};

/**
 * Proves the messages of one audience's chain and takes them into a store: signature, deployment, audience, epoch, order and
 * the predecessor's hash. What doesn't pass changes nothing.
 */
export class ChainReader {
  readonly #options: ChainReaderOptions;
  #position = CHAIN_START;
  #pending: StoreChange[] = [];

  constructor(options: ChainReaderOptions) {
    this.#options = options;
  }

  /** How far the store is; another object after every step. */
  get position(): ChainPosition {
    return this.#position;
  }

  /** What has changed in the store since it was last settled. */
  get pending(): readonly StoreChange[] {
    return this.#pending;
  }

  /** The pending changes are in force. */
  settle(): void {
    this.#pending = [];
  }

  /** Takes a message that was kept. @throws ProtocolError, WorkIsOver */
  async take({ kind, text }: KeptRecord, turns: Turns): Promise<void> {
    const takers: Record<KeptKind, () => unknown> = {
      full: () => this.takeFullInTurns(text, turns),
      delta: () => this.takeDelta(text),
      head: () => this.takeHead(text),
    };
    await takers[kind]();
  }

  /** @throws ProtocolError */
  checkDelta(text: string): SignedDelta {
    const delta = openDelta(this.#options.verifier, text);
    this.#checkOrigin(delta, `delta ${delta.version}`);
    return delta;
  }

  /** Takes a delta if it is the next one. @throws ProtocolError */
  takeDelta(text: string): "next" | "known" | "ahead" {
    return this.#place(this.checkDelta(text), text);
  }

  /**
   * Takes deltas in the order in which they came. When each follows the one before, the last one's signature proves them all; else
   * each is taken by itself, so that a forged one among them costs only itself.
   * @param refuse called with what is wrong with one; those after it are taken all the same, unless it throws
   * @returns whether one was ahead, and what is before it has to be pulled
   */
  takeDeltas(texts: readonly string[], refuse: (error: unknown) => void): boolean {
    const { verifier, onTaken } = this.#options;
    const run = onTaken === undefined ? openRun(verifier, texts) : undefined;
    let isAhead = false;
    for (const [index, text] of texts.entries()) {
      try {
        const opened = run?.[index];
        const place = opened === undefined ? this.takeDelta(text) : this.#takeOpened(opened, text);
        isAhead ||= place === "ahead";
      } catch (error) {
        refuse(error);
      }
    }
    return isAhead;
  }

  /** Replaces everything by a full snapshot if that is newer, or the first. @throws ProtocolError */
  takeFull(text: string): void {
    const { verifier, store, onTaken } = this.#options;
    const full = openFullSnapshot(verifier, text);
    this.#checkOrigin(full, `full snapshot ${full.version}`);
    if (!isNewerFull(this.#position, full)) return;
    this.#advance(full, store.replace(full.entities));
    onTaken?.("full", text);
  }

  /**
   * As takeFull, in turns with other work. Until it settles nothing else may be taken.
   * @throws ProtocolError, WorkIsOver; then everything is as it was
   */
  async takeFullInTurns(text: string, turns: Turns): Promise<void> {
    const { verifier, store, onTaken } = this.#options;
    const { payload, groups } = await openFullInTurns(verifier, text, turns);
    this.#checkOrigin(payload, `full snapshot ${payload.version}`);
    if (!isNewerFull(this.#position, payload)) return;
    const draft = store.draft();
    for (const { kind, entities } of groups()) {
      for (const entity of entities) draft.put(kind, entity);
      await turns.next();
    }
    await turns.take(draft.findGone());
    this.#advance(payload, store.adopt(draft));
    onTaken?.("full", text);
  }

  /** @throws ProtocolError */
  takeHead(text: string): void {
    const { verifier, watch, onTaken, onHead } = this.#options;
    const head = openHead(verifier, text);
    this.#checkOrigin(head, "head");
    if (head.epoch < this.#position.epoch) throw new ProtocolError("old-epoch", "head");
    if (!watch.see(head)) return;
    onTaken?.("head", text);
    onHead?.(head.time);
  }

  #takeOpened(delta: SignedDelta, text: string): "next" | "known" | "ahead" {
    this.#checkOrigin(delta, `delta ${delta.version}`);
    return this.#place(delta, text);
  }

  #place(delta: SignedDelta, text: string): "next" | "known" | "ahead" {
    const place = placeDelta(this.#position, delta);
    if (place !== "next") return place;
    this.#advance(delta, this.#options.store.apply(delta.changes));
    this.#options.onTaken?.("delta", text);
    return place;
  }

  #advance({ epoch, version, hash, time }: ChainPosition, changes: StoreChange[]): void {
    this.#position = { epoch, version, hash, time };
    this.#pending = this.#pending.length === 0 ? changes : this.#pending.concat(changes);
  }

  #checkOrigin(message: { deployment: string; audience: string }, what: string): void {
    const { deployment, audience } = this.#options;
    if (message.deployment !== deployment) throw new ProtocolError("wrong-deployment", what);
    if (message.audience !== audience) throw new ProtocolError("wrong-audience", what);
  }
}

/** For whoever takes nothing after what can't be believed. */
export function passOn(error: unknown): never {
  throw error;
}
