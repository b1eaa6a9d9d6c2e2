import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openApiDocument } from "../src/http/openapi.ts";
import type { Route } from "../src/http/route.ts";

type Documented = {
  headers?: Record<string, { required?: boolean; schema: object }>;
  content?: Record<string, object>;
};
type Document = { paths: Record<string, Record<string, { responses: Record<string, Documented> }>> };

const document = openApiDocument() as Document;
const ajv = new Ajv2020({ strict: false, validateFormats: false, coerceTypes: false });
ajv.addSchema(document, "api");
const compiled = new Map<string, ValidateFunction>();

/**
 * Holds an answer to the OpenAPI document, as a client made from it would: status, headers and body.
 * @throws Error that says what of it is not documented
 */
export function refuseUndocumented({ method, path }: Route, answer: Response, body: unknown): void {
  const template = path.replaceAll(/:(\w+)/g, "{$1}");
  const name = `${method} ${template} ${answer.status}`;
  const documented = document.paths[template]?.[method]?.responses[answer.status];
  if (documented === undefined) throw new Error(`${name} is not documented`);
  const type = answer.headers.get("content-type");
  if (body === undefined ? documented.content !== undefined : documented.content?.[type ?? ""] === undefined)
    throw new Error(`${name} comes as ${type}, which is not documented`);
  for (const [header, { required, schema }] of Object.entries(documented.headers ?? {})) {
    const value = answer.headers.get(header);
    if (value === null && required === true) throw new Error(`${name} comes without ${header}`);
    const isNumber = (schema as { type?: string }).type === "integer";
    if (value !== null && !ajv.validate(schema, isNumber ? Number(value) : value))
      throw new Error(`${name} has another ${header}: ${value}`);
  }
  if (body === undefined) return;
  const way = [
    "paths",
    template,
    method,
    "responses",
    String(answer.status),
    "content",
    type ?? "",
    "schema",
  ];
  const pointer = way.map((token) => encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = compiled.get(name) ?? ajv.compile({ $ref: `api#/${pointer.join("/")}` });
  compiled.set(name, validate);
  if (!validate(body)) throw new Error(`${name} answers something else: ${ajv.errorsText(validate.errors)}`);
}
