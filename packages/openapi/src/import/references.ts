import { isObject, type JsonObject, textMember } from "../json-value.ts";
import { resolvePointer } from "../pointer.ts";
import type { Problems } from "./problems.ts";

/** References that lead to references that lead to references. */
const MAX_CHAIN = 32;

export type Found = { node: JsonObject; pointer: string };

/** Follows references inside of one document. Nothing is ever fetched. */
export class References {
  readonly root: JsonObject;
  readonly #problems: Problems;

  constructor(root: JsonObject, problems: Problems) {
    this.root = root;
    this.#problems = problems;
  }

  /** What stands at a place, or what it refers to; undefined, and a problem, when that is no object. */
  follow(value: unknown, pointer: string): Found | undefined {
    let found: Found = { node: isObject(value) ? value : {}, pointer };
    for (let step = 0; step < MAX_CHAIN; step += 1) {
      const reference = textMember(found.node, "$ref");
      if (reference === undefined) return found;
      const node = this.target(reference, found.pointer);
      if (node === undefined) return undefined;
      found = { node, pointer: reference };
    }
    this.#problems.add("reference_circular", pointer);
    return undefined;
  }

  /** The object that a reference leads to; undefined, and a problem, when it leads out of the document or nowhere. */
  target(reference: string, pointer: string): JsonObject | undefined {
    if (!reference.startsWith("#")) {
      this.#problems.add("reference_remote", pointer);
      return undefined;
    }
    const node = resolvePointer(this.root, reference);
    if (isObject(node)) return node;
    if (typeof node === "boolean") return node ? {} : { not: {} };
    this.#problems.add("reference_broken", pointer);
    return undefined;
  }
}
