import { createHash } from "node:crypto";

/** Most schemas that are remembered, as hashes of 32 bytes. */
const MAX_REMEMBERED = 20_000;

/**
 * Schemas that were compiled without a complaint. Compiling one takes a hundred times as long as everything else about a
 * proxy, and a change looks at the same one several times: at its edge, in its plan, and in every repetition of that.
 */
const remembered = new Set<string>();

/** Runs the check unless this very text has passed it before. @throws what the check throws */
export function checkOnce(text: string, check: () => void): void {
  const hash = createHash("sha256").update(text).digest("base64");
  if (remembered.has(hash)) return;
  check();
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.add(hash);
}
