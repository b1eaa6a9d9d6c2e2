import { ProtocolError } from "./protocol-error.ts";

/** Characters of a group of entities: a few milliseconds of parsing, understanding and compiling. */
const GROUP_LENGTH = 64 * 1024;
/** Characters that are looked at in one step. */
const STEP_LENGTH = 256 * 1024;

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Some entities of one kind: where they stand in the text, with commas between. */
type EntityGroup = { readonly kind: string; readonly from: number; readonly to: number };

export type SplitFull = {
  /** Everything but the entities, as JSON in which there are none. */
  readonly rest: string;
  readonly groups: readonly EntityGroup[];
};

/**
 * Finds where the entities of a full snapshot's payload stand, so that they can be parsed in groups: all at once would take a
 * twentieth of a second and more. Nothing is left out: what is no JSON is found when the groups and the rest are parsed.
 * @param body a JSON object
 * @param groupLength characters after which a group ends
 * @throws ProtocolError `malformed`; `schema-version` for entities that are no lists
 */
export function* splitFull(body: string, groupLength = GROUP_LENGTH): Generator<void, SplitFull> {
  const scanner = new Scanner(body);
  const groups: EntityGroup[] = [];
  let [from, to] = [0, 0];
  for (const name of scanner.members()) {
    if (name !== "entities" || scanner.peek() !== OPEN_OBJECT) {
      scanner.skipValue();
      continue;
    }
    if (to > 0) throw malformed();
    from = scanner.at;
    yield* entityGroups(scanner, groups, groupLength);
    to = scanner.at;
  }
  if (scanner.peek() !== undefined) throw malformed();
  const rest = to === 0 ? body : `${body.slice(0, from)}{}${body.slice(to)}`;
  return { rest, groups };
}

function* entityGroups(scanner: Scanner, groups: EntityGroup[], groupLength: number): Generator<void, void> {
  const kinds = new Set<string>();
  let pausedAt = scanner.at;
  for (const kind of scanner.members()) {
    if (scanner.peek() !== OPEN_LIST) throw new ProtocolError("schema-version", "full-snapshot (entities)");
    if (kinds.has(kind)) throw malformed();
    kinds.add(kind);
    let from: number | undefined;
    for (const _ of scanner.items()) {
      from ??= scanner.at;
      scanner.skipValue();
      if (scanner.at - from >= groupLength) {
        groups.push({ kind, from, to: scanner.at });
        from = undefined;
      }
      if (scanner.at - pausedAt < STEP_LENGTH) continue;
      pausedAt = scanner.at;
      yield;
    }
    // The last item's end, and not the list's.
    if (from !== undefined) groups.push({ kind, from, to: scanner.lastValueEnd });
  }
}

/** Steps over JSON text value by value. It takes what is well-formed as it is, and the rest in any way that ends. */
class Scanner {
  readonly #text: string;
  at = 0;
  lastValueEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next character that is no space. */
  peek(): number | undefined {
    let code = this.#code();
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.at += 1;
      code = this.#code();
    }
    return Number.isNaN(code) ? undefined : code;
  }

  /** The names of an object's members; whoever asks for the next one has stepped over the value. */
  *members(): Generator<string> {
    for (const _ of this.#between(OPEN_OBJECT, CLOSE_OBJECT)) {
      if (this.peek() !== QUOTE) throw malformed();
      const from = this.at;
      this.#skipString();
      const name = parsed(this.#text.slice(from, this.at));
      this.#expect(COLON);
      this.peek();
      yield name as string;
    }
  }

  /** Stops at each item of a list. */
  *items(): Generator<void> {
    for (const _ of this.#between(OPEN_LIST, CLOSE_LIST)) {
      this.peek();
      yield;
    }
  }

  skipValue(): void {
    const code = this.peek();
    if (code === QUOTE) this.#skipString();
    else if (code === OPEN_OBJECT || code === OPEN_LIST) this.#skipNested();
    else this.#skipWord();
    this.lastValueEnd = this.at;
  }

  *#between(open: number, close: number): Generator<void> {
    this.#expect(open);
    if (this.peek() === close) {
      this.at += 1;
      return;
    }
    for (;;) {
      yield;
      const code = this.peek();
      this.at += 1;
      if (code === close) return;
      if (code !== COMMA) throw malformed();
    }
  }

  /** Nearly all of a snapshot passes through here, so it is written for speed. */
  #skipNested(): void {
    const text = this.#text;
    let at = this.at;
    let depth = 0;
    do {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = endOfString(text, at);
      else {
        if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
        else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
        else if (Number.isNaN(code)) throw malformed();
        at += 1;
      }
    } while (depth > 0);
    this.at = at;
  }

  #skipString(): void {
    this.at = endOfString(this.#text, this.at);
  }

  /** A number, or a word. */
  #skipWord(): void {
    const from = this.at;
    for (let code = this.#code(); !isEnd(code); code = this.#code()) this.at += 1;
    if (this.at === from) throw malformed();
  }

  #expect(wanted: number): void {
    if (this.peek() !== wanted) throw malformed();
    this.at += 1;
  }

  #code(): number {
    return this.#text.charCodeAt(this.at);
  }
}

/** @param start where its first quote is. @returns what follows its last one */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at += 1;
  }
  throw malformed();
}

/** A space, a comma, a closing bracket, or the text's end. */
function isEnd(code: number): boolean {
  return !(code > 0x20) || code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT;
}

/** @throws ProtocolError `malformed` */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function malformed(): ProtocolError {
  return new ProtocolError("malformed", "full-snapshot");
}
