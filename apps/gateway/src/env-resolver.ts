import { Secret } from "@zerq/logging/secret";
import { isForbiddenEnvName } from "@zerq/plane-protocol/env-names";

/** Resolves `$NAME` of credentials and header rules: undefined when the name is absent, empty or forbidden. */
export type EnvResolver = (name: string) => Secret<string> | undefined;

/** @param allow when not empty, the only names that resolve */
export function createEnvResolver(
  allow: readonly string[],
  source: Readonly<Record<string, string | undefined>> = process.env,
): EnvResolver {
  const allowed = new Set(allow);
  return (name) => {
    if (
      !/^[A-Z_][A-Z0-9_]*$/.test(name) ||
      isForbiddenEnvName(name) ||
      (allowed.size > 0 && !allowed.has(name))
    )
      return undefined;
    const value = source[name];
    return value === undefined || value === "" ? undefined : new Secret(value);
  };
}
