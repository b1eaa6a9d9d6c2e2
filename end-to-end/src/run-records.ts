import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { secretRegistry } from "@zerq/test-kit/secret-registry";
import { inject } from "vitest";
import { RUN_FILES } from "./run-files.ts";

const folder = inject("dataDirectory");
/** Every secret that a test of this run sets or is given; 8-secrets.test.ts searches for all of them. */
export const secrets = secretRegistry(join(folder, RUN_FILES.secrets));

/** Members of bodies that are secrets, in requests (as text or `{value}`) and in answers that show one once. */
const secretNames = new Set([
  ...["token", "secret", "password", "apiKey", "clientSecret", "clientPrivateKey", "connectionString"],
  ...["saslPassword", "sslKey", "csrfToken"],
]);

/**
 * Remembers every secret of a body.
 * @param body parsed JSON
 * @returns how many there were
 */
export function noteSecrets(what: string, body: unknown): number {
  if (typeof body !== "object" || body === null) return 0;
  let count = 0;
  for (const [name, value] of Object.entries(body)) {
    const text = secretNames.has(name) ? secretText(value) : undefined;
    if (text === undefined) count += noteSecrets(what, value);
    else {
      secrets.add(`${name} of ${what}`, text);
      count += 1;
    }
  }
  return count;
}

/** References are none, and are shown as they are. */
function secretText(given: unknown): string | undefined {
  const text = typeof given === "object" && given !== null && "value" in given ? given.value : given;
  return typeof text === "string" && !/^\$[A-Z_]/.test(text) ? text : undefined;
}

/** Keeps what was answered or printed, for the search at the end. */
export function keepAnswer(from: string, text: string): void {
  if (text !== "") appendFileSync(join(folder, RUN_FILES.answers), `${from}\n${text}\n`, { mode: 0o600 });
}
