import type { AuditEntry } from "./audit.model.ts";
import { CHAIN_BEGINNING, type ChainEnd, flawOf } from "./audit-chain.ts";
import type { Checkpoint } from "./checkpoint.model.ts";

export type Verification =
  | { ok: true; entries: number; link: string; checkpoints: number }
  | { ok: false; entries: number; sequence: number; problem: string };

export type Evidence = {
  /** By sequence, those after `from`. */
  entries: AsyncIterable<AuditEntry>;
  /** By sequence, those after `from`; none when they aren't to be held against the chain. */
  checkpoints: AsyncIterable<Checkpoint>;
  isGenuine(checkpoint: Checkpoint): boolean;
  /** What the head says, so that a cut-off end shows. */
  end: ChainEnd;
  /** Where to begin; at the beginning of the chain when it isn't given. */
  from?: ChainEnd;
};

/**
 * Walks the chain and says where it first breaks: an edit, a removal, a change of order, a cut-off end. Whoever can write
 * to the database can compute all links anew; that shows by the checkpoints, which he can't sign.
 */
export async function verifyChain(evidence: Evidence): Promise<Verification> {
  const from = evidence.from ?? CHAIN_BEGINNING;
  let end = from;
  let checkpoints = 0;
  const broken = (problem: string, sequence = end.sequence + 1): Verification => ({
    ok: false,
    entries: end.sequence - from.sequence,
    sequence,
    problem,
  });
  const signed = evidence.checkpoints[Symbol.asyncIterator]();
  let next = await signed.next();
  for await (const entry of evidence.entries) {
    const flaw = flawOf(end, entry);
    if (flaw !== undefined) return broken(flaw);
    end = { sequence: entry._id, link: entry.link };
    if (next.done || next.value._id > end.sequence) continue;
    if (next.value._id !== end.sequence || !evidence.isGenuine(next.value))
      return broken(`the checkpoint at ${next.value._id} is not genuine`, end.sequence);
    if (next.value.link !== end.link)
      return broken(`the chain up to ${end.sequence} is not the one that was signed`, end.sequence);
    checkpoints += 1;
    next = await signed.next();
  }
  const last = evidence.end;
  if (end.sequence !== last.sequence)
    return broken(`the chain ends at ${end.sequence}, the head at ${last.sequence}`);
  if (end.link !== last.link) return broken("the last link is not the head's");
  if (!next.done) return broken(`a checkpoint says that the chain goes on to ${next.value._id}`);
  return { ok: true, entries: end.sequence - from.sequence, link: end.link, checkpoints };
}
