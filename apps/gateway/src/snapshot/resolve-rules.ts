import type { HeaderRule } from "@zerq/plane-protocol/gateway-entities";
import { CompileError } from "./compile-error.ts";
import type { HeaderOperation } from "./header-plan.ts";
import type { SecretOpener } from "./secret-opener.ts";

/** Header rules of one entity with their values opened. */
export type ResolvedRules = {
  readonly request: readonly HeaderOperation[];
  readonly response: readonly HeaderOperation[];
  /** The first name that the environment doesn't have. */
  readonly missingEnv: string | undefined;
};

/** @throws CompileError for a rule without its value, SealError for a value sealed for another place */
export function resolveRules(
  kind: "collection" | "proxy",
  id: string,
  rules: readonly HeaderRule[],
  opener: SecretOpener,
): ResolvedRules {
  const resolved = { request: [] as HeaderOperation[], response: [] as HeaderOperation[] };
  let missingEnv: string | undefined;
  rules.forEach(({ name, direction, op, value }, index) => {
    const operations = resolved[direction];
    if (op === "remove") {
      operations.push({ op, name });
      return;
    }
    if (value === undefined) throw new CompileError(`the header rule for ${name} has no value`);
    const opened = opener.open(value, kind, id, `headers.${index}`);
    if ("missing" in opened) missingEnv ??= opened.missing;
    else operations.push({ op, name, value: opened.value });
  });
  return { ...resolved, missingEnv };
}
