import type { JsonObject } from "../json-value.ts";
import type { ExportedPath } from "./export-paths.ts";
import type { ExportedParam, ExportedProxy } from "./exported-collection.ts";
import type { SchemaComponents } from "./schema-components.ts";

/** Statuses without content (RFC 9110 section 6.4.1). */
const bodiless = new Set([204, 205, 304]);

/** One method of a proxy as an operation. */
export function exportOperation(
  { proxy, renamed }: ExportedPath["proxies"][number],
  path: ExportedPath,
  method: string,
  components: SchemaComponents,
): JsonObject {
  const isOnly = proxy.methods.length === 1;
  const parameters = parametersOf(proxy, renamed, path);
  return {
    operationId: isOnly ? proxy.key : `${proxy.key}-${method.toLowerCase()}`,
    summary: proxy.name,
    ...(proxy.description === "" ? {} : { description: proxy.description }),
    ...(proxy.deprecated ? { deprecated: true } : {}),
    ...(proxy.sunset === null ? {} : { "x-sunset": proxy.sunset }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestOf(proxy, method, components),
    responses: {
      [proxy.staticStatus ?? 200]: responseOf(proxy, components),
      default: { $ref: "#/components/responses/ZerqRefusal" },
    },
  };
}

function parametersOf(
  { params }: ExportedProxy,
  renamed: ReadonlyMap<string, string>,
  { names, wildcard }: ExportedPath,
): JsonObject[] {
  const ofPath = names.map((name) => {
    const declared = params.find((param) => param.in === "path" && renamed.get(param.name) === name);
    return parameterOf(
      declared ?? { name, in: "path", type: "string", required: true, description: "" },
      name,
    );
  });
  const rest = {
    name: wildcard,
    in: "path",
    required: true,
    description: "The rest of the path; it may have slashes.",
    schema: { type: "string" },
    "x-zerq-wildcard": true,
  };
  const inQuery = params.filter((param) => param.in === "query");
  return [
    ...ofPath,
    ...(wildcard === undefined ? [] : [rest]),
    ...inQuery.map((param) => parameterOf(param, param.name)),
  ];
}

function parameterOf(param: ExportedParam, name: string): JsonObject {
  return {
    name,
    in: param.in,
    required: param.required,
    ...(param.description === "" ? {} : { description: param.description }),
    schema: {
      type: param.type,
      ...(param.default === undefined ? {} : { default: param.default }),
      ...(param.enum === undefined ? {} : { enum: param.enum }),
    },
  };
}

/** A gateway wants a body where there is a schema and the method has one (docs/validation.md). */
function requestOf(proxy: ExportedProxy, method: string, components: SchemaComponents): JsonObject {
  const { requestSchema, requestExample, key } = proxy;
  if (["GET", "HEAD"].includes(method) || (requestSchema === null && requestExample === null)) return {};
  const required = requestSchema !== null && ["POST", "PUT", "PATCH"].includes(method);
  const content = contentOf(requestSchema, requestExample, key, "requestSchema", components);
  return { requestBody: { required, content } };
}

function responseOf(proxy: ExportedProxy, components: SchemaComponents): JsonObject {
  const { responseSchema, responseExample, staticStatus, key } = proxy;
  const isBodiless = staticStatus !== undefined && bodiless.has(staticStatus);
  if (isBodiless || (responseSchema === null && responseExample === null)) return { description: "Success" };
  const content = contentOf(responseSchema, responseExample, key, "responseSchema", components);
  return { description: "Success", content };
}

function contentOf(
  schema: unknown,
  example: unknown,
  proxy: string,
  field: string,
  components: SchemaComponents,
): JsonObject {
  return {
    "application/json": {
      ...(schema === null ? {} : { schema: components.add(schema, proxy, field) }),
      ...(example === null ? {} : { example }),
    },
  };
}
