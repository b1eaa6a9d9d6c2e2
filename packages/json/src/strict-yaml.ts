import { AppError } from "@zerq/errors/app-error";
import { isScalar, LineCounter, parseAllDocuments, stringify, visit, type YAMLMap } from "yaml";

const MAX_DEPTH = 64;
/** Most nodes that all aliases together may stand for: enough for a shared header list, nothing for a bomb. */
const MAX_ALIASES = 100;

/**
 * YAML 1.2 text (core schema) as plain JSON values. Refused are: several documents, a name that a mapping has twice, names
 * that are no text, tags of any kind, merge keys, numbers that JSON doesn't have, nesting deeper than 64, and aliases that
 * multiply. Messages say where, and never what was written there.
 * @throws AppError `bad_request`
 */
export function parseStrictYaml(text: string): unknown {
  const document = onlyDocument(text);
  try {
    return plain(document.toJS({ maxAliasCount: MAX_ALIASES }), 0);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refused("The YAML has aliases that multiply, or that lead nowhere.");
  }
}

/** JSON values as YAML, without anchors and without folded lines, so that a change of a value changes one line. */
export function renderYaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function onlyDocument(text: string) {
  const lines = new LineCounter();
  let documents: ReturnType<typeof parseAllDocuments>;
  try {
    documents = parseAllDocuments(text, {
      version: "1.2",
      schema: "core",
      merge: false,
      resolveKnownTags: false,
      // Looked at below: the library compares each name with every other one, which a long mapping makes hours of.
      uniqueKeys: false,
      stringKeys: true,
      lineCounter: lines,
      logLevel: "silent",
    });
  } catch {
    // The parser descends by recursion: what is nested without end ends its stack.
    throw refused("The YAML is nested too deeply.");
  }
  const [document] = documents;
  if (!Array.isArray(documents) || document === undefined) throw refused("The YAML is empty.");
  if (documents.length > 1) throw refused("The YAML holds more than one document.");
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined)
    throw refused(`The YAML is not valid${placeOf(lines, problem.pos[0])} (${problem.code}).`);
  visit(document, {
    Map: (_key, map) => refuseRepeated(map, lines),
    Node(_key, node) {
      // A tag says how a value is to be read; here each value is read as it looks.
      if ("tag" in node && typeof node.tag === "string")
        throw refused(`The YAML has a tag${placeOf(lines, node.range?.[0])}.`);
    },
  });
  return document;
}

/** Two readers of a name that is there twice may disagree on which one counts. */
function refuseRepeated({ items }: YAMLMap, lines: LineCounter): void {
  const names = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key)) throw refused("The YAML has a name that is no text.");
    if (names.has(key.value)) throw refused(`The YAML has a name twice${placeOf(lines, key.range?.[0])}.`);
    names.add(key.value);
  }
}

function placeOf(lines: LineCounter, offset: number | undefined): string {
  if (offset === undefined) return "";
  const { line, col } = lines.linePos(offset);
  return ` at line ${line}, column ${col}`;
}

function plain(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw refused("The YAML is nested too deeply.");
  if (typeof value === "number" && !Number.isFinite(value))
    throw refused("The YAML has a number that JSON does not have.");
  if (typeof value === "string" && !value.isWellFormed())
    throw refused("The YAML has a string with half of a surrogate pair.");
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, depth + 1)]));
}

function refused(message: string): AppError {
  return new AppError("bad_request", { message });
}
