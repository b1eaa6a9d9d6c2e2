const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Matches what begins with the text; nothing in it is taken for a pattern. */
export function beginningWith(text: string): RegExp {
  return new RegExp(`^${escaped(text)}`);
}

/** Matches what contains the text, in whatever case; nothing in it is taken for a pattern. */
export function containing(text: string): RegExp {
  return new RegExp(escaped(text), "i");
}
