import { AppError } from "@zerq/errors/app-error";
import { buildValue, endOfString } from "./build-value.ts";

const MAX_DEPTH = 64;

/**
 * JSON text as a value. Two members of one name are refused (RFC 8259 section 4 leaves open which one counts, and two
 * readers may disagree: CVE-2022-25757), and so are nesting deeper than 64 and strings that are no Unicode, which the
 * audit's canonical form could not express.
 * @throws AppError `bad_request`
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused("The body is not valid JSON.");
  }
  return scan(text).hasEscapedNames ? buildValue(text) : value;
}

/** Walks over text that is known to be valid JSON and looks at the names of each object. */
function scan(text: string): { hasEscapedNames: boolean } {
  let hasEscapedNames = false;
  const open: (Set<string> | null)[] = [];
  let expectName = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      const string = text.slice(at, end + 1);
      if (expectName && names) {
        const name = JSON.parse(string) as string;
        if (names.has(name)) throw refused("The body has a member twice.");
        names.add(name);
        hasEscapedNames ||= string.includes("\\");
        expectName = false;
      }
      if (string.includes("\\u") && !(JSON.parse(string) as string).isWellFormed())
        throw refused("The body has a string with half of a surrogate pair.");
      at = end;
    } else if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : null);
      expectName = character === "{";
      if (open.length > MAX_DEPTH) throw refused("The body is nested too deeply.");
    } else if (character === "}" || character === "]") {
      open.pop();
      expectName = false;
    } else if (character === ",") {
      expectName = open.at(-1) !== null;
    }
  }
  return { hasEscapedNames };
}

function refused(message: string): AppError {
  return new AppError("bad_request", { message });
}
