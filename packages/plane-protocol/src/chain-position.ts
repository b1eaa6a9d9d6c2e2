import type { FullSnapshotPayload, HeadPayload, SignedDelta } from "./delta.ts";
import { ProtocolError } from "./protocol-error.ts";

/**
 * Where a follower stands in its chain. Epochs come first: a database restore raises the epoch, and what was signed in a
 * higher one is newer whatever its version.
 */
export type ChainPosition = {
  readonly epoch: number;
  /** 0 before the first delta. */
  readonly version: number;
  /** Hash of delta `version`; empty at version 0. */
  readonly hash: string;
  /** When that delta or snapshot was signed, in ms by management's clock. */
  readonly time: number;
};

export const CHAIN_START: ChainPosition = { epoch: 0, version: 0, hash: "", time: 0 };

/**
 * How far a head may lie behind what its follower has before that counts as a rollback, in ms. A head is read from the
 * database a moment before it is signed, so a change in that moment makes it honestly one version old.
 */
const HEAD_RACE_MS = 15_000;

/**
 * What to do with a verified delta: `next` extends the chain, `known` is in it already, `ahead` needs what is between.
 * @throws ProtocolError `old-epoch`, or `broken-chain` when it belongs to another history
 */
export function placeDelta(position: ChainPosition, delta: SignedDelta): "next" | "known" | "ahead" {
  const what = `delta ${delta.version}`;
  if (delta.epoch < position.epoch) throw new ProtocolError("old-epoch", what);
  const follows = delta.version === position.version + 1 && delta.previousHash === position.hash;
  // Before the first delta there is no epoch to compare with, and a new epoch may go on with the old chain.
  if (follows) return "next";
  if (delta.epoch > position.epoch && position.epoch !== 0) return "ahead";
  if (delta.version === position.version + 1) throw new ProtocolError("broken-chain", what);
  if (delta.version === position.version && delta.hash !== position.hash)
    throw new ProtocolError("broken-chain", what);
  return delta.version <= position.version ? "known" : "ahead";
}

/** Whether a verified full snapshot leads forward. @throws ProtocolError `old-epoch` */
export function isNewerFull(
  position: ChainPosition,
  full: Pick<FullSnapshotPayload, "epoch" | "version">,
): boolean {
  if (full.epoch < position.epoch) throw new ProtocolError("old-epoch", `full snapshot ${full.version}`);
  return full.epoch > position.epoch || full.version > position.version;
}

/**
 * Holds a verified head against the chain: the same version must have the same hash, and management can't have gone back.
 * @throws ProtocolError `old-epoch`, `broken-chain` or `rollback`
 */
export function checkHead(position: ChainPosition, head: HeadPayload): void {
  const what = `head ${head.version}`;
  if (head.epoch < position.epoch) throw new ProtocolError("old-epoch", what);
  if (head.epoch > position.epoch) return;
  if (head.version === position.version && head.hash !== position.hash)
    throw new ProtocolError("broken-chain", what);
  if (head.version < position.version && head.time > position.time + HEAD_RACE_MS)
    throw new ProtocolError("rollback", what);
}
