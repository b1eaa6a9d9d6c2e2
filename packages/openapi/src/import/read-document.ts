import { AppError } from "@zerq/errors/app-error";
import { parseStrictJson } from "@zerq/json/strict-json";
import { parseStrictYaml } from "@zerq/json/strict-yaml";
import { isObject, type JsonObject, textMember } from "../json-value.ts";

export type OpenApiVersion = "3.0" | "3.1";
export type OpenApiDocument = { root: JsonObject; version: OpenApiVersion };

/** Longest text in YAML, in characters: reading it takes some hundred times as long as JSON, and nobody is answered meanwhile. */
const MAX_YAML_LENGTH = 1024 * 1024;

/**
 * An OpenAPI document of 3.0 or 3.1, as text in JSON or YAML, or as it was parsed.
 * @throws AppError `bad_request` for text that is neither, `validation_failed` for any other version
 */
export function readDocument(input: unknown): OpenApiDocument {
  const root = typeof input === "string" ? parseText(input) : input;
  if (!isObject(root)) throw refused("invalid", "must be an OpenAPI document");
  const said = textMember(root, "openapi") ?? "";
  const version = /^(3\.[01])\.\d{1,3}(?:-\S{1,20})?$/.exec(said)?.[1] as OpenApiVersion | undefined;
  if (version === undefined) throw refused("version", "must be OpenAPI 3.0 or 3.1");
  return { root, version };
}

function parseText(text: string): unknown {
  const isJson = /^\uFEFF?\s*\{/.test(text);
  if (isJson) return parseStrictJson(text.replace(/^\uFEFF/, ""));
  if (text.length > MAX_YAML_LENGTH)
    throw refused("too_big", `is more than ${MAX_YAML_LENGTH} characters of YAML: send it as JSON`);
  return parseStrictYaml(text);
}

function refused(code: string, message: string): AppError {
  return new AppError("validation_failed", { details: [{ path: "document", code, message }] });
}
