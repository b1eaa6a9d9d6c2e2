import type { ErrorDetail } from "@zerq/errors/app-error";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import type { PathSegment } from "@zerq/plane-protocol/path-template";
import { CompileError } from "../snapshot/compile-error.ts";
import { parameterTypes } from "./parameter-types.ts";

type Parameter = NonNullable<GatewayEntity<"proxy">["params"]>[number];

export type ParameterRules = {
  /** @param query with its `?`, or empty. @returns what is wrong, and the query to send on: as it came, and defaults behind it */
  check(
    query: string,
    captures: readonly string[],
  ): { readonly details: ErrorDetail[]; readonly query: string };
};

type Rule = {
  readonly name: string;
  /** Of a detail. */
  readonly path: string;
  readonly isRequired: boolean;
  /** `name=value`, encoded; undefined without a default. */
  readonly defaultPair: string | undefined;
  /** @param text as it came, encoded */
  check(text: string): ErrorDetail | undefined;
};

/** @throws CompileError for a parameter that the path doesn't capture, or of an unknown type */
export function compileParameters(
  parameters: readonly Parameter[],
  segments: readonly PathSegment[],
): ParameterRules {
  const captured = segments.filter(({ kind }) => kind !== "literal");
  const inPath = parameters
    .filter((parameter) => parameter.in === "path")
    .map((parameter) => {
      const index = captured.findIndex(
        (segment) => segment.kind === "param" && segment.name === parameter.name,
      );
      if (index === -1) throw new CompileError(`the path does not capture the parameter ${parameter.name}`);
      return { rule: compileRule(parameter), index };
    });
  const inQuery = new Map(
    parameters
      .filter((parameter) => parameter.in === "query")
      .map((parameter) => [parameter.name, compileRule(parameter)]),
  );
  return {
    check(query, captures) {
      const details: ErrorDetail[] = [];
      for (const { rule, index } of inPath) push(details, rule.check(captures[index] ?? ""));
      return inQuery.size === 0
        ? { details, query }
        : { details, query: checkQuery(inQuery, query, details) };
    },
  };
}

function checkQuery(rules: ReadonlyMap<string, Rule>, query: string, details: ErrorDetail[]): string {
  const seen = new Set<string>();
  for (const part of query.slice(1).split("&")) {
    const equals = part.indexOf("=");
    const name = decoded(equals === -1 ? part : part.slice(0, equals));
    const rule = name === undefined ? undefined : rules.get(name);
    if (rule === undefined) continue;
    if (seen.has(rule.name)) {
      // Which of two counts is the upstream's guess: it might not be the one that was checked.
      details.push({ path: rule.path, code: "repeated", message: "must come once" });
      continue;
    }
    seen.add(rule.name);
    push(details, rule.check(equals === -1 ? "" : part.slice(equals + 1)));
  }
  let forwarded = query;
  for (const rule of rules.values()) {
    if (seen.has(rule.name)) continue;
    if (rule.defaultPair !== undefined)
      forwarded += `${forwarded.length > 1 ? "&" : forwarded === "" ? "?" : ""}${rule.defaultPair}`;
    else if (rule.isRequired) details.push({ path: rule.path, code: "required", message: "is required" });
  }
  return forwarded;
}

function compileRule(parameter: Parameter): Rule {
  const { name, required } = parameter;
  const path = `${parameter.in}.${name}`;
  if (!Object.hasOwn(parameterTypes, parameter.type))
    throw new CompileError(`the parameter ${name} has the unknown type ${parameter.type}`);
  const type = parameterTypes[parameter.type as keyof typeof parameterTypes];
  const allowed = parameter.enum === undefined ? undefined : new Set(parameter.enum);
  return {
    name,
    path,
    isRequired: required,
    defaultPair:
      parameter.default === undefined
        ? undefined
        : `${encodeURIComponent(name)}=${encodeURIComponent(String(parameter.default))}`,
    check(text) {
      const plain = decoded(text);
      if (plain === undefined) return { path, code: "malformed", message: "is not well encoded" };
      const value = type.read(plain);
      if (value === undefined) return { path, code: "type", message: type.message };
      if (allowed === undefined || allowed.has(value)) return undefined;
      return { path, code: "enum", message: "is not one of the allowed values" };
    },
  };
}

/** @returns undefined for what is no encoding of text */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function push(details: ErrorDetail[], detail: ErrorDetail | undefined): void {
  if (detail !== undefined) details.push(detail);
}
