import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** A secret that a test has set or was given, and what it is, for the report. */
export type KnownSecret = { what: string; value: string };

export type SecretRegistry = {
  /**
   * Remembers a secret; the same one again does nothing.
   * @returns the secret
   * @throws Error when it is so short that it could stand somewhere by chance
   */
  add(what: string, value: string): string;
  all(): KnownSecret[];
};

/** Shorter ones would be found where they are not; a test that needs one makes it longer. */
const SHORTEST = 16;

/**
 * Secrets of a run, in a file: each test file is a process of its own, and the last one wants those of all.
 * @param file made at the first secret, for its owner only
 */
export function secretRegistry(file: string): SecretRegistry {
  const known = new Set<string>();
  return {
    add(what, value) {
      if (value.length < SHORTEST)
        throw new Error(`${what} is too short to be searched for: at least ${SHORTEST} characters`);
      if (known.has(value)) return value;
      known.add(value);
      // One write for each line, so that files that run at once don't mix theirs.
      appendFileSync(file, `${JSON.stringify({ what, value })}\n`, { mode: 0o600 });
      return value;
    },
    all() {
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      const all = lines.map((line) => JSON.parse(line) as KnownSecret);
      return [...new Map(all.map((secret) => [secret.value, secret])).values()];
    },
  };
}
