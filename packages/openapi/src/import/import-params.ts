import { isObject, type JsonObject, listMember, member, textMember } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import type { ImportedPath } from "./import-path.ts";
import { descriptionOf } from "./plain-text.ts";
import type { Problems } from "./problems.ts";
import type { Found, References } from "./references.ts";

export type ImportedParam = {
  name: string;
  in: "path" | "query";
  type: "string" | "integer" | "number" | "boolean";
  required: boolean;
  description: string;
  default?: string | number | boolean;
  enum?: (string | number | boolean)[];
};

const types = ["string", "integer", "number", "boolean"] as const;
const paramName = /^[A-Za-z0-9_.~$:[\]-]{1,100}$/;
/** Rules that a proxy's parameter doesn't have. */
const unchecked = ["minimum", "maximum", "minLength", "maxLength", "pattern", "multipleOf", "const"];

/**
 * The parameters of an operation: those of its path item first, replaced by its own of the same name and place.
 * @returns each once, and the parameter that stands for the rest of the path
 */
export function parametersOf(
  item: Found,
  operation: Found,
  references: References,
): { all: Found[]; wildcard: string | undefined } {
  const byName = new Map<string, Found>();
  for (const { node, pointer } of [item, operation]) {
    listMember(node, "parameters").forEach((value, index) => {
      const found = references.follow(value, pointerTo(pointer, "parameters", index));
      if (found !== undefined)
        byName.set(`${textMember(found.node, "in")} ${textMember(found.node, "name")}`, found);
    });
  }
  const all = [...byName.values()];
  const rest = all.find(({ node }) => node["in"] === "path" && node["x-zerq-wildcard"] === true);
  return { all, wildcard: rest === undefined ? undefined : textMember(rest.node, "name") };
}

/** Those that a gateway can check, as a proxy has them. */
export function importParams(
  all: readonly Found[],
  { path, renamed }: ImportedPath,
  references: References,
  problems: Problems,
): ImportedParam[] {
  const params: ImportedParam[] = [];
  for (const found of all) {
    if (found.node["x-zerq-wildcard"] === true) continue;
    const param = importParam(found, renamed, references, problems);
    if (param === undefined) continue;
    if (param.in === "path" && !path.includes(`{${param.name}}`)) {
      problems.add("parameter_left_out", found.pointer, `${param.name} is not in the path`);
      continue;
    }
    if (!params.some((other) => other.in === param.in && other.name === param.name)) params.push(param);
  }
  return params.slice(0, 100);
}

function importParam(
  { node, pointer }: Found,
  renamed: ReadonlyMap<string, string>,
  references: References,
  problems: Problems,
): ImportedParam | undefined {
  const place = textMember(node, "in");
  const written = textMember(node, "name") ?? "";
  const leaveOut = (why: string) => problems.add("parameter_left_out", pointer, why);
  // Says who calls: the gateway has its own headers for that.
  if (place === "header" && /^(authorization|accept|content-type)$/i.test(written)) return undefined;
  if (place !== "path" && place !== "query") return void leaveOut(`in ${place ?? "nowhere"}`);
  const name = place === "path" ? (renamed.get(written) ?? written) : written;
  if (!paramName.test(name)) return void leaveOut("its name");
  if (member(node, "schema") === undefined) return void leaveOut("it has no schema");
  const found = references.follow(node["schema"], pointerTo(pointer, "schema"));
  if (found === undefined) return undefined;
  const type = typeOf(found.node);
  if (type === undefined) return void leaveOut("it is no single text, number or boolean");
  const lost = unchecked.filter((keyword) => Object.hasOwn(found.node, keyword));
  if (lost.length > 0) problems.add("parameter_loosened", pointer, lost.join(", "));
  const required = place === "path" || node["required"] === true;
  return {
    name,
    in: place,
    type,
    required,
    description: descriptionOf(textMember(node, "description"), pointer, problems),
    ...valuesOf(found.node, type, required),
  };
}

/** @returns undefined for lists, objects and what may be several things */
function typeOf(schema: JsonObject): ImportedParam["type"] | undefined {
  const said = [schema["type"]].flat().filter((type) => type !== "null");
  if (said.length === 1) return types.find((type) => type === said[0]);
  const isPlain = !["allOf", "anyOf", "oneOf", "not", "properties", "items"].some((keyword) =>
    Object.hasOwn(schema, keyword),
  );
  return said.length === 0 || schema["type"] === undefined ? (isPlain ? "string" : undefined) : undefined;
}

function valuesOf(
  schema: JsonObject,
  type: ImportedParam["type"],
  required: boolean,
): Pick<ImportedParam, "default" | "enum"> {
  const list = listMember(schema, "enum").filter((value) => isOfType(value, type));
  // A list with gaps would refuse what is allowed.
  const complete = list.length > 0 && list.length <= 100 && list.length >= notNull(schema).length;
  const byDefault = schema["default"];
  const fits = isOfType(byDefault, type) && (!complete || list.includes(byDefault));
  return {
    ...(complete ? { enum: list } : {}),
    ...(fits && !required ? { default: byDefault } : {}),
  };
}

const notNull = (schema: JsonObject) => listMember(schema, "enum").filter((value) => value !== null);

function isOfType(value: unknown, type: ImportedParam["type"]): value is string | number | boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "string") return typeof value === "string" && value.length <= 1_000;
  return !isObject(value) && typeof value === type;
}
