/** Why something of a document is not, or not wholly, in what is imported. */
export const problemTexts = {
  operation_left_out: "the operation can't be imported",
  operation_repeated: "another operation of the document already has this method and path",
  method_unknown: "the gateway does not serve this method",
  path_unknown: "the path can't be a proxy's path",
  parameter_renamed: "the path parameter has another name, made of letters, digits and _",
  parameter_left_out: "the parameter is not checked",
  parameter_loosened: "the parameter is checked by its type, enum and default only",
  reference_remote: "references to other documents are not followed",
  reference_broken: "the reference leads nowhere",
  reference_circular: "the reference leads back to itself",
  servers_own: "every proxy is forwarded to the collection's target, so these servers are left out",
  server_unusable: "the address is no http or https URL",
  body_unchecked: "bodies other than JSON are possible, so no body is checked",
  body_needed: "the body may be missing, but the gateway will want it",
  answer_left_out: "only JSON answers are described",
  callbacks_left_out: "calls to the caller have no counterpart",
  security_left_out:
    "callers prove who they are to the gateway; give the collection a credential for the upstream",
  schema_left_out: "the schema can't be checked by gateways",
  schema_cut: "the schema is too large; what is beyond is not checked",
  schema_loosened:
    "of oneOf only anyOf is left, and not, if, then and else are left out, since something inside of the schema is not checked",
  keyword_left_out: "the keyword is not checked",
  format_unchecked: "the format is not checked",
  pattern_unchecked: "the pattern can't be matched in linear time, and is not checked",
  unique_unchecked: "uniqueItems is checked only beside maxItems of at most 1000",
  text_cut: "the text is too long, or has control characters, and is changed",
} as const;

export type ProblemCode = keyof typeof problemTexts;
export type Problem = { pointer: string; code: ProblemCode; message: string };

/** Most problems of one kind that are listed; the rest are counted. */
const LISTED = 100;

/** The problems of one import: each place once, and so many of each kind. */
export class Problems {
  readonly #seen = new Set<string>();
  readonly #listed: Problem[] = [];
  readonly #counts = new Map<ProblemCode, number>();

  /** @param about what is meant there, such as a keyword; never a value of the document's examples */
  add(code: ProblemCode, pointer: string, about = ""): void {
    const id = `${code} ${pointer} ${about}`;
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > LISTED) return;
    const text = problemTexts[code];
    const message = about === "" ? text : `${about.slice(0, 200)}: ${text}`;
    this.#listed.push({ pointer: pointer.slice(0, 1_000), code, message });
  }

  get list(): Problem[] {
    return [...this.#listed];
  }

  /** How many there are of each kind, listed or not. */
  get counts(): Partial<Record<ProblemCode, number>> {
    return Object.fromEntries(this.#counts);
  }
}
