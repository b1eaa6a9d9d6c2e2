/**
 * The value of valid JSON text, put together member by member. It is for text whose names have escapes: V8 (seen in Node 24.21)
 * guesses the next name of an object from objects it has read before, and compares its guess with the escapes as they are written.
 * After `{"a":1,"\\u":1}` its JSON.parse reads `{"a":1,"\u0061b":1}` with a name that isn't there, so that a caller could hide a
 * member from a schema that its upstream then sees. Strings by themselves are read well.
 * @param text known to be valid, and not too deep for recursion
 */
export function buildValue(text: string): unknown {
  return new Builder(text).value();
}

const space = /[ \t\n\r]*/y;
/** A number, or a word. */
const word = /[^,\]}\s]+/y;

/** @returns where the closing quote is */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

class Builder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): unknown {
    this.#take(space);
    const first = this.#text[this.#at];
    if (first === "{") return this.#object();
    if (first === "[") return this.#list();
    return first === '"' ? this.#string() : JSON.parse(this.#take(word));
  }

  #object(): Record<string, unknown> {
    const members: Record<string, unknown> = {};
    while (this.#next("}")) {
      const name = this.#string();
      this.#take(space);
      // The colon.
      this.#at += 1;
      // An assignment would call the setter of `__proto__`.
      const value = this.value();
      Object.defineProperty(members, name, { value, writable: true, enumerable: true, configurable: true });
    }
    return members;
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    while (this.#next("]")) items.push(this.value());
    return items;
  }

  /** Steps over a bracket or a comma. @returns false at the end, which is stepped over as well */
  #next(end: "}" | "]"): boolean {
    this.#take(space);
    if (this.#text[this.#at] !== end) {
      this.#at += 1;
      this.#take(space);
      // Only an empty object or list ends right behind its beginning.
      if (this.#text[this.#at] !== end) return true;
    }
    this.#at += 1;
    return false;
  }

  #string(): string {
    const start = this.#at;
    this.#at = endOfString(this.#text, start) + 1;
    return JSON.parse(this.#text.slice(start, this.#at));
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }
}
