import { randomBytes } from "node:crypto";
import { auditLeaf, chainLink, GENESIS } from "@zerq/crypto/hash-chain";
import type { AuditContent, AuditEntry } from "./audit.model.ts";

/** The next entry of the chain. What is hashed is what is stored: plain JSON, without undefined members. */
export function nextEntry(previousLink: string, content: AuditContent): AuditEntry {
  const plain = JSON.parse(JSON.stringify(content)) as AuditContent;
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

export type Verification =
  | { ok: true; entries: number; link: string }
  | { ok: false; entries: number; sequence: number; problem: string };

/**
 * Walks the chain from its beginning and says where it first breaks.
 * @param end what the head says: sequence and link of the last entry, so that a cut-off end shows
 */
export async function verifyChain(
  entries: AsyncIterable<AuditEntry>,
  end: { sequence: number; auditLink: string },
): Promise<Verification> {
  let link = GENESIS.toString("base64");
  let sequence = 0;
  const broken = (problem: string): Verification => ({
    ok: false,
    entries: sequence,
    sequence: sequence + 1,
    problem,
  });
  for await (const entry of entries) {
    if (entry._id !== sequence + 1) return broken(`entry ${sequence + 1} is missing`);
    const leaf = auditLeaf(Buffer.from(entry.salt, "base64"), entry.content);
    if (leaf.toString("base64") !== entry.leaf) return broken("the content was changed");
    const expected = chainLink(entry._id, Buffer.from(link, "base64"), leaf).toString("base64");
    if (expected !== entry.link) return broken("the link does not follow from its predecessor");
    link = entry.link;
    sequence = entry._id;
  }
  if (sequence !== end.sequence) return broken(`the chain ends at ${sequence}, the head at ${end.sequence}`);
  if (link !== end.auditLink) return broken("the last link is not the head's");
  return { ok: true, entries: sequence, link };
}
