import { parsePathTemplate, pathShape } from "@zerq/plane-protocol/path-template";
import { type JsonObject, member, textMember } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import { type BodyReader, importRequestBody, importResponse } from "./import-bodies.ts";
import { type ImportedParam, importParams, parametersOf } from "./import-params.ts";
import { importPath } from "./import-path.ts";
import { descriptionOf, nameOf } from "./plain-text.ts";
import type { Found } from "./references.ts";

export type Reader = BodyReader;

/** One operation as a proxy has it. */
export type ImportedOperation = {
  /** As the document has it: `GET /pets/{pet-id}`. */
  operation: string;
  pointer: string;
  tags: string[];
  method: string;
  path: string;
  /** The path without its parameters' names. */
  shape: string;
  name: string;
  description: string;
  params: ImportedParam[];
  requestSchema: JsonObject | null;
  responseSchema: JsonObject | null;
  requestExample: unknown;
  responseExample: unknown;
  deprecated: boolean;
  /** RFC 3339. */
  sunset: string | null;
};

type Place = {
  path: string;
  method: string;
  tags: string[];
  item: Found;
  found: Found;
};

/** @returns undefined, and a problem, when no proxy can be made of it */
export function importOperation(
  reader: Reader,
  { path: written, method, tags, item, found }: Place,
): ImportedOperation | undefined {
  const { references, problems } = reader;
  const { node, pointer } = found;
  if (method === "trace") return void problems.add("method_unknown", pointer);
  const { all, wildcard } = parametersOf(item, found, references);
  const path = importPath(written, pointerTo("#/paths", written), problems, wildcard);
  if (path === undefined) return void problems.add("operation_left_out", pointer);
  if (member(node, "servers") !== undefined) problems.add("servers_own", pointerTo(pointer, "servers"));
  if (member(item.node, "servers") !== undefined)
    problems.add("servers_own", pointerTo(item.pointer, "servers"));
  if (member(node, "callbacks") !== undefined)
    problems.add("callbacks_left_out", pointerTo(pointer, "callbacks"));
  const request = importRequestBody(found, reader);
  const response = importResponse(found, reader);
  const operation = `${method.toUpperCase()} ${written}`;
  const named = textMember(node, "summary") ?? textMember(node, "operationId") ?? "";
  const name = nameOf(named, pointer, problems);
  return {
    operation,
    pointer,
    tags,
    method: method.toUpperCase(),
    path: path.path,
    shape: pathShape(parsePathTemplate(path.path)),
    name: name === "" ? nameOf(operation, pointer, problems) : name,
    description: descriptionOf(
      textMember(node, "description") ?? textMember(item.node, "description"),
      pointer,
      problems,
    ),
    params: importParams(all, path, references, problems),
    requestSchema: request.schema,
    responseSchema: response.schema,
    requestExample: request.example,
    responseExample: response.example,
    deprecated: node["deprecated"] === true,
    sunset: sunsetOf(node["x-sunset"]),
  };
}

function sunsetOf(value: unknown): string | null {
  if (typeof value !== "string" || Number.isNaN(Date.parse(value))) return null;
  return new Date(value).toISOString();
}
