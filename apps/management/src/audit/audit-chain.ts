import { randomBytes } from "node:crypto";
import { auditLeaf, chainLink, GENESIS } from "@zerq/crypto/hash-chain";
import type { AuditEntry } from "./audit.model.ts";

/** Where a chain stands: its last sequence and link. The link is base64, here and in every document. */
export type ChainEnd = { sequence: number; link: string };

export const CHAIN_BEGINNING: ChainEnd = { sequence: 0, link: GENESIS.toString("base64") };

/** The next entry of the chain. What is hashed is what is stored: plain JSON, without undefined members. */
export function nextEntry<C extends { sequence: number }>(
  previousLink: string,
  content: C,
): Omit<AuditEntry, "content"> & { content: C } {
  const plain = JSON.parse(JSON.stringify(content)) as C;
  const salt = randomBytes(16);
  const leaf = auditLeaf(salt, plain);
  const link = chainLink(content.sequence, Buffer.from(previousLink, "base64"), leaf);
  return {
    _id: content.sequence,
    salt: salt.toString("base64"),
    leaf: leaf.toString("base64"),
    link: link.toString("base64"),
    content: plain,
  };
}

/** What is wrong with an entry that should follow `end`; undefined when it does. Never throws, whatever is stored. */
export function flawOf(end: ChainEnd, entry: AuditEntry): string | undefined {
  if (entry._id !== end.sequence + 1) return `entry ${end.sequence + 1} is missing`;
  try {
    const leaf = auditLeaf(Buffer.from(entry.salt, "base64"), entry.content);
    if (leaf.toString("base64") !== entry.leaf) return "the content was changed";
    const link = chainLink(entry._id, Buffer.from(end.link, "base64"), leaf).toString("base64");
    if (link !== entry.link) return "the link does not follow from its predecessor";
    return entry.content.sequence === entry._id ? undefined : "the content belongs to another entry";
  } catch {
    return "the entry can't be read";
  }
}
