import type { Problems } from "./problems.ts";

const control = /\p{Cc}/gu;
const controlButBreaks = /[^\P{Cc}\t\n]/gu;

/** A description as resources take it: no control characters but tabs and line feeds, and not too long. */
export function descriptionOf(text: string | undefined, pointer: string, problems: Problems): string {
  const plain = (text ?? "").replaceAll("\r\n", "\n").replaceAll(controlButBreaks, "");
  return cut(plain, 5_000, pointer, problems);
}

/** One line of text, for a name. */
export function nameOf(text: string, pointer: string, problems: Problems): string {
  return cut(text.replaceAll(control, " ").trim(), 200, pointer, problems).trim();
}

function cut(text: string, most: number, pointer: string, problems: Problems): string {
  if (text.length <= most) return text;
  problems.add("text_cut", pointer);
  // Half of a surrogate pair is no text.
  return text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "");
}
