import { catalogue, type ErrorCode } from "@zerq/errors/catalogue";
import { id } from "../resources/fields.ts";
import { type ApiServices, apiRoutes } from "./api-routes.ts";
import { parameterSchema, type RouteSchemas, routeSchemas } from "./openapi-schemas.ts";
import { MAX_REASON } from "./read-reason.ts";
import { makesVersion, type Route } from "./route.ts";

/** What every route may answer besides its declared errors. */
export const commonErrors = [
  "bad_request",
  // Every route refuses parameters that it doesn't have.
  "validation_failed",
  "unauthorized",
  "token_expired",
  "session_expired",
  "csrf_failed",
  "forbidden",
  "too_many_requests",
  "service_unavailable",
  "internal_error",
  "secret_unreadable",
] as const satisfies readonly ErrorCode[];

/** Every route as it is declared, without any service behind it: to be read, never to be served. */
export function declaredRoutes(): Route[] {
  return apiRoutes(noServices as ApiServices);
}

/** Gives itself for whatever is asked of it, so that handlers can be made that are never called. */
const noServices: unknown = new Proxy({}, { get: () => noServices });

/** The API's OpenAPI 3.1 document, from the route declarations alone: no database, no services. */
export function openApiDocument(): object {
  return renderOpenApi(declaredRoutes());
}

export function renderOpenApi(routes: readonly Route[]): object {
  const schemas = routeSchemas(routes);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Zerq management API",
      version: "1",
      description: "Everything that the console does. Errors are described in docs/errors.md.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        session: { type: "apiKey", in: "cookie", name: "__Host-zerq_session" },
      },
      schemas: { Error: errorSchema, ...schemas.components },
    },
  };
}

const errorSchema = {
  type: "object",
  required: ["error", "message", "requestId"],
  properties: {
    error: { type: "string", enum: Object.keys(catalogue) },
    message: { type: "string" },
    requestId: { type: "string" },
    details: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "code", "message"],
        properties: { path: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

function operation(route: Route, schemas: RouteSchemas): object {
  const [, resource = "", ...rest] = route.path.split("/");
  const name = [route.method, resource, ...rest].join("-").replaceAll(/[^A-Za-z]+/g, "-");
  const body = schemas.requestOf(route);
  return {
    operationId: name.replaceAll(/-([a-zA-Z])/g, (_match, letter: string) => letter.toUpperCase()),
    summary: route.summary,
    description: `Needs the permission \`${route.permission}\`.`,
    tags: [resource],
    parameters: parametersOf(route),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyOptional !== true,
            content: contentOf(route, body),
          },
        }),
    responses: responsesOf(route, schemas),
  };
}

function parametersOf(route: Route): object[] {
  const inPath = [...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: parameterSchema(route.params?.[name] ?? id),
  }));
  const query = route.query === undefined ? {} : (parameterSchema(route.query) as ObjectSchema);
  const required = new Set("required" in query ? query.required : []);
  const inQuery = Object.entries("properties" in query ? (query.properties ?? {}) : {}).map(
    ([name, schema]) => ({ name, in: "query", required: required.has(name), schema }),
  );
  const inHeader = [
    ...(route.ifMatch === undefined ? [] : [header("If-Match", route.ifMatch === "required", revision)]),
    ...(route.method === "post" && makesVersion(route)
      ? [header("Idempotency-Key", false, { type: "string", maxLength: 255 })]
      : []),
    ...(route.method === "get" ? [] : [header("X-Change-Reason", false, reason)]),
  ];
  return [...inPath, ...inQuery, ...(makesVersion(route) ? waiting : []), ...inHeader];
}

type ObjectSchema = { properties?: Record<string, object>; required?: string[] };
const reason = {
  type: "string",
  maxLength: MAX_REASON,
  description: "Why, in UTF-8: kept in the audit entry and with the version.",
};
const revision = { type: "string", pattern: '^"\\d+"$', description: "The ETag of what was changed." };
const header = (name: string, required: boolean, schema: object) => ({
  name,
  in: "header",
  required,
  schema,
});
const waiting = [
  { name: "wait", in: "query", required: false, schema: { const: "applied" } },
  {
    name: "timeout",
    in: "query",
    required: false,
    schema: { type: "string", description: "Seconds, at most 60." },
  },
];

function responsesOf(route: Route, schemas: RouteSchemas): Record<string, object> {
  const answer = schemas.responseOf(route);
  const responses: Record<string, object> = {
    [route.status]: {
      description: route.status === 204 ? "Done" : route.summary,
      headers: headersOf(route, schemas),
      ...(answer === undefined ? {} : { content: answerContentOf(route, answer) }),
    },
  };
  const codes = new Set<ErrorCode>([...commonErrors, ...route.errors]);
  for (const [status, ofStatus] of Map.groupBy(codes, (code) => catalogue[code].status)) {
    responses[status] = {
      description: ofStatus.map((code) => `\`${code}\``).join(", "),
      headers: { ...everyHeader, ...errorHeaders[Number(status)] },
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    };
  }
  return responses;
}

/** The headers of a success. One that is required is in every answer, and the tests hold it to that. */
function headersOf(route: Route, schemas: RouteSchemas): Record<string, object> {
  return {
    ...everyHeader,
    ...(schemas.hasRevision(route) ? { ETag: entityTag } : {}),
    ...(makesVersion(route) ? changeHeaders : {}),
    ...(route.method === "post" && makesVersion(route) ? replayHeader : {}),
  };
}

const everyHeader = {
  "X-Request-ID": { description: "Names the request in logs.", required: true, schema: { type: "string" } },
};
const entityTag = {
  description: "The revision, to be sent as If-Match with a change.",
  required: true,
  schema: { type: "string", pattern: '^"\\d+"$' },
};
const replayHeader = {
  "Idempotency-Replayed": {
    description: "The answer of an earlier request with the same Idempotency-Key; without its secrets.",
    schema: { const: "true" },
  },
};
const retryAfter = { description: "Seconds.", schema: { type: "string", pattern: "^\\d+$" } };
const errorHeaders: Record<number, Record<string, object>> = {
  429: { "Retry-After": retryAfter },
  503: { "Retry-After": retryAfter },
};

/** The same shape in each of the forms that a route takes. */
function contentOf(route: Route, schema: object): Record<string, object> {
  return {
    "application/json": { schema },
    ...(route.alsoYaml === true ? { "application/yaml": { schema } } : {}),
  };
}

/** Only what is read as a document is written as one. */
function answerContentOf(route: Route, schema: object): Record<string, object> {
  return route.method === "get" ? contentOf(route, schema) : { "application/json": { schema } };
}

const changeHeaders = {
  "Zerq-Config-Version": {
    description: "The config version of this change.",
    required: true,
    schema: { type: "integer" },
  },
  "Zerq-Config-Applied": {
    description:
      "With wait=applied: gateways that have applied it, of those that are known; 0/0 when there is none.",
    schema: { type: "string", pattern: "^\\d+/\\d+$" },
  },
  "Zerq-Config-Pending": {
    description:
      "With wait=applied: instances that haven't applied it, at most 20; `;silent` behind those that don't report.",
    schema: { type: "string" },
  },
};
