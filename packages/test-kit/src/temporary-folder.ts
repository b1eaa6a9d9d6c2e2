import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder for one run of tests. What they and the programs that they start put into the temporary folder goes there too
 * (TMPDIR), so that nothing is left behind whichever way a test ends.
 */
export function openTemporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "zerq-test-"));
  const inner = join(path, "tmp");
  mkdirSync(inner);
  process.env.TMPDIR = inner;
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
