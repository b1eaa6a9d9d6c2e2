import { MOST_HEADER_CHARACTERS } from "@zerq/plane-protocol/captured";
import { isSecret, redactTokens, redactUrls } from "./redact-text.ts";
import { REDACTED } from "./sensitive-names.ts";

const MOST_PAIRS = 200;
const LONGEST_NAME = 256;
const LONGEST_VALUE = 4_096;

/**
 * Headers for the log, with secrets taken out by name and by form.
 * @param headers names and values in turn
 * @param names of the route's own secrets, in lower case
 */
export function redactHeaders(
  headers: readonly string[],
  names: ReadonlySet<string>,
): { pairs: [string, string][]; truncated: boolean } {
  const pairs: [string, string][] = [];
  let left = MOST_HEADER_CHARACTERS;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] as string).slice(0, LONGEST_NAME);
    const value = headers[index + 1] as string;
    const shown = isSecret(name, names)
      ? REDACTED
      : redactTokens(redactUrls(value.slice(0, LONGEST_VALUE), names)).slice(0, LONGEST_VALUE);
    left -= name.length + shown.length;
    if (left < 0 || pairs.length === MOST_PAIRS) return { pairs, truncated: true };
    pairs.push([name, shown]);
  }
  return { pairs, truncated: false };
}

/** The value of a header; of the first one where there are several. */
export function headerOf(headers: readonly string[], name: string): string | null {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if ((headers[index] as string).toLowerCase() === name) return headers[index + 1] as string;
  }
  return null;
}
