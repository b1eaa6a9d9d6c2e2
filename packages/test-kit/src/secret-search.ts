import { formsOf, formsOfBytes } from "./secret-forms.ts";
import type { KnownSecret } from "./secret-registry.ts";

export type SecretSearch = {
  /** How many texts are searched for: each secret has many forms. */
  forms: number;
  /** What stands in a text, in whichever form; each secret once. */
  findIn(text: string): string[];
};

type Wanted = { what: string; form: Buffer; anchorAt: number };

/** Bits of the table that says whether four bytes begin a comparison at all. */
const FILTER_BITS = 20;
/** Knuth's multiplicative hash: 2^32 divided by the golden ratio. */
const MULTIPLIER = 0x9e3779b1;
/** A line of a PEM block is 64 characters of base64; the last one may be short. */
const LINE_OF_KEY = /^[\w+/=]{32,}$/;

/**
 * One pass over a text for thousands of forms at once: four bytes from the middle of each form (beginnings and ends are alike,
 * `zerq_tok_` or a PEM's last line) are looked up at every place, and only where they are known the rest is compared.
 */
export function searchFor(secrets: readonly KnownSecret[], keys: ReadonlyMap<string, Buffer>): SecretSearch {
  const filter = new Uint8Array(1 << FILTER_BITS);
  const byAnchor = new Map<number, Wanted[]>();
  let forms = 0;
  const want = (what: string, form: string) => {
    const bytes = Buffer.from(form);
    const anchorAt = Math.floor((bytes.length - 4) / 2);
    const anchor = bytes.readInt32BE(anchorAt);
    filter[slot(anchor)] = 1;
    byAnchor.set(anchor, [...(byAnchor.get(anchor) ?? []), { what, form: bytes, anchorAt }]);
    forms += 1;
  };
  for (const { what, value } of secrets)
    for (const part of partsOf(value)) for (const form of formsOf(part)) want(what, form);
  for (const [what, bytes] of keys) for (const form of formsOfBytes(bytes)) want(what, form);

  function findIn(text: string): string[] {
    const bytes = Buffer.from(text);
    const found = new Set<string>();
    let word = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      word = (word << 8) | (bytes[index] ?? 0);
      if (filter[slot(word)] === 0) continue;
      for (const { what, form, anchorAt } of byAnchor.get(word) ?? []) {
        const from = index - 3 - anchorAt;
        if (from >= 0 && form.equals(bytes.subarray(from, from + form.length))) found.add(what);
      }
    }
    return [...found];
  }
  return { forms, findIn };
}

function slot(word: number): number {
  return Math.imul(word, MULTIPLIER) >>> (32 - FILTER_BITS);
}

/** A secret that has lines is looked for line by line as well, and a JWT by its signature: either may come without the rest. */
function partsOf(value: string): string[] {
  const lines = value.split("\n").filter((line) => LINE_OF_KEY.test(line));
  const signature = /^eyJ[\w-]+\.[\w-]+\.([\w-]{32,})$/.exec(value)?.[1];
  return [
    ...new Set([
      value,
      ...(value.includes("\n") ? lines : []),
      ...(signature === undefined ? [] : [signature]),
    ]),
  ];
}
