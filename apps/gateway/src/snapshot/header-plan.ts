import { validateHeaderName, validateHeaderValue } from "node:http";
import { CompileError } from "./compile-error.ts";

/** Header rules in the order in which they apply; a value has been resolved by whoever compiles. */
export type HeaderOperation =
  | { readonly op: "set" | "append"; readonly name: string; readonly value: string }
  | { readonly op: "remove"; readonly name: string };

/** What a list of rules comes down to: names that are taken away, and pairs that are added after that. */
export type HeaderPlan = {
  /** Lower case. */
  readonly drop: ReadonlySet<string>;
  /** Names and values in turn. */
  readonly add: readonly string[];
};

/** Names that frame or route a message, which no rule may set (threat 1); management refuses them when a rule is saved. */
const framing = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Runs the rules once, when a snapshot is compiled, so that a request needs one pass.
 * @throws CompileError for a name that frames the message, TypeError for a name or value that no header can have (RFC 9110 section 5): CR, LF and NUL among them
 */
export function compileHeaderPlan(operations: readonly HeaderOperation[]): HeaderPlan {
  const drop = new Set<string>();
  let added: { lower: string; name: string; value: string }[] = [];
  for (const operation of operations) {
    const { name } = operation;
    const lower = name.toLowerCase();
    validateHeaderName(name);
    if (framing.has(lower)) throw new CompileError(`no rule may change ${name}`);
    if (operation.op !== "append") {
      drop.add(lower);
      added = added.filter((other) => other.lower !== lower);
    }
    if (operation.op === "remove") continue;
    validateHeaderValue(name, operation.value);
    added.push({ lower, name, value: operation.value });
  }
  return { drop, add: added.flatMap(({ name, value }) => [name, value]) };
}
