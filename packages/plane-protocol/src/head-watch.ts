import type { ChainPosition } from "./chain-position.ts";
import type { HeadPayload } from "./delta.ts";
import { ProtocolError } from "./protocol-error.ts";

/** The newest signed head that a follower has seen, and for how long it has been ahead of what the follower could get. */
export class HeadWatch {
  readonly #patienceMs: number;
  #head: HeadPayload | undefined;
  #stuck: { epoch: number; version: number; since: number } | undefined;

  /** @param patienceMs a head is signed a moment before its delta is published: only what lasts longer is a problem */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  get head(): HeadPayload | undefined {
    return this.#head;
  }

  /** An older head than the one known says nothing new; that no newer one comes shows in its age. */
  see(head: HeadPayload): boolean {
    const known = this.#head;
    const isNews =
      known === undefined ||
      head.epoch > known.epoch ||
      (head.epoch === known.epoch && head.time > known.time);
    if (isNews) this.#head = head;
    return isNews;
  }

  isAhead({ epoch, version }: ChainPosition): boolean {
    const head = this.#head;
    return head !== undefined && (head.epoch > epoch || (head.epoch === epoch && head.version > version));
  }

  /** @throws ProtocolError `missing-delta` when the follower has been stuck behind the head for longer than the patience */
  checkProgress(position: ChainPosition, now: number): void {
    if (!this.isAhead(position)) {
      this.#stuck = undefined;
      return;
    }
    const { epoch, version } = position;
    const stuck = this.#stuck;
    if (stuck === undefined || stuck.epoch !== epoch || stuck.version !== version) {
      this.#stuck = { epoch, version, since: now };
    } else if (now - stuck.since >= this.#patienceMs) {
      throw new ProtocolError("missing-delta", `after version ${version}, head at ${this.#head?.version}`);
    }
  }
}
