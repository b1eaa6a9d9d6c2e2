import type { HeaderRule } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";
import type { HeaderOperation } from "./header-plan.ts";
import type { SecretOpener } from "./secret-opener.ts";

/** Header rules of one entity with their values opened. */
export type ResolvedRules = {
  readonly request: readonly HeaderOperation[];
  readonly response: readonly HeaderOperation[];
  /** The first name that can't be resolved: what a request is refused for. */
  readonly missingEnv: string | undefined;
  /** All of them, for operators. */
  readonly missingNames: readonly string[];
};

/** @throws CompileError for a rule without its value, SealError for a value sealed for another place */
export function resolveRules(
  kind: "collection" | "proxy",
  id: string,
  rules: readonly HeaderRule[],
  opener: SecretOpener,
): ResolvedRules {
  const resolved = { request: [] as HeaderOperation[], response: [] as HeaderOperation[] };
  const missingNames: string[] = [];
  rules.forEach(({ name, direction, op, value }, index) => {
    const operations = resolved[direction];
    if (op === "remove") {
      operations.push({ op, name });
      return;
    }
    if (value === undefined) throw new CompileError(`the header rule for ${name} has no value`);
    const opened = opener.open(value, kind, id, `headers.${index}`);
    if ("missing" in opened) missingNames.push(opened.missing);
    else operations.push({ op, name, value: opened.value });
  });
  return { ...resolved, missingEnv: missingNames[0], missingNames };
}
