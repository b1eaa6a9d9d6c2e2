import { z } from "zod";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

/** The JSON Schemas of all routes' bodies and answers, each once and under a name. */
export type RouteSchemas = {
  components: Record<string, Json>;
  /** A reference for the body of a request; undefined where the route takes none. */
  requestOf(route: Route): Json | undefined;
  responseOf(route: Route): Json | undefined;
  /** Whether the answer is one resource, with a revision of its own. */
  hasRevision(route: Route): boolean;
};

/**
 * Names each schema by the resource that it is of: `Collection` is what a read answers, `CollectionInput` what a write
 * takes, `CollectionPatch` the same with whatever a merge patch may leave out.
 */
export function routeSchemas(routes: readonly Route[]): RouteSchemas {
  const inputs = named(routes, bodyOf, (route) => `${titleOf(route)}Input`);
  const outputs = named(routes, (route) => route.response, outputName);
  const components = { ...exported(inputs, "input"), ...exported(outputs, "output") };
  for (const route of routes.filter(({ method }) => method === "patch")) {
    const name = inputs.get(bodyOf(route));
    if (name !== undefined) components[patchName(name)] = asPatch(components[name] ?? {});
  }
  const reference = (name: string | undefined) =>
    name === undefined ? undefined : { $ref: `#/components/schemas/${name}` };
  return {
    components,
    requestOf(route) {
      const name = inputs.get(bodyOf(route));
      return reference(name !== undefined && route.method === "patch" ? patchName(name) : name);
    },
    responseOf: (route) => reference(outputs.get(route.response)),
    hasRevision(route) {
      const properties = components[outputs.get(route.response) ?? ""]?.properties;
      return properties !== undefined && Object.hasOwn(properties as Json, "revision");
    },
  };
}

/** The JSON Schema of one parameter, without a name of its own. */
export function parameterSchema(schema: z.ZodType): Json {
  return plain(z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: simplify }) as Json);
}

const bodyOf = (route: Route) => route.documentedBody ?? route.body;
const patchName = (inputName: string) => inputName.replace(/Input$/, "Patch");

type Names = Map<z.ZodType | undefined, string>;

/** Names for schemas; one that several routes share is named after the first, and reads of one resource come first. */
function named(
  routes: readonly Route[],
  schemaOf: (route: Route) => z.ZodType | undefined,
  nameOf: (route: Route) => string,
): Names {
  const names: Names = new Map();
  const isRead = ({ method, path }: Route) => method === "get" && path.includes("/:");
  for (const route of [...routes.filter(isRead), ...routes]) {
    const schema = schemaOf(route);
    if (schema === undefined || names.has(schema)) continue;
    const name = nameOf(route);
    if ([...names.values()].includes(name)) throw new Error(`two schemas would be called ${name}`);
    names.set(schema, name);
  }
  return names;
}

/** `GET /collections`: CollectionList. `POST /clients`: ClientCreated. `POST /profiles/:id/rotate-token`: ProfileRotateToken. */
function outputName(route: Route): string {
  const isBase = route.path.split("/").length === 2;
  const isList = isBase && route.method === "get" && singular(route.path) !== route.path;
  const isCreation = isBase && route.method === "post";
  return `${titleOf(route)}${isList ? "List" : isCreation ? "Created" : ""}`;
}

function titleOf({ path }: Route): string {
  const [resource = "", ...rest] = path.split("/").filter((part) => part !== "" && !part.startsWith(":"));
  return [singular(resource), ...rest].map(capital).join("");
}

/** Settings are one thing in the plural. */
function singular(word: string): string {
  if (word.endsWith("settings")) return word;
  return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/s$/, "");
}

function capital(text: string): string {
  return text.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

function exported(names: Names, io: "input" | "output"): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of names) if (schema !== undefined) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: "any",
    uri: (id) => `#/components/schemas/${id}`,
    override: simplify,
  });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema as Json)]));
}

/** A format says more than the pattern behind it, every integer is a safe one, and a short form is another alternative. */
function simplify({ jsonSchema }: { jsonSchema: Json }): void {
  const { shortForm, ...long } = jsonSchema;
  if (shortForm !== undefined) {
    for (const name of Object.keys(jsonSchema)) delete jsonSchema[name];
    jsonSchema.anyOf = [...(Array.isArray(long.anyOf) ? long.anyOf : [long]), shortForm];
  }
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (typeof jsonSchema.pattern === "string") jsonSchema.pattern = portable(jsonSchema.pattern);
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** Classes by property are no part of what JSON Schema recommends for patterns, and few generators know them. */
function portable(pattern: string): string {
  const control = "\\x00-\\x1f\\x7f-\\x9f";
  return pattern.replaceAll("\\P{Cc}", `[^${control}]`).replaceAll("\\p{Cc}", control);
}

function plain({ $schema: _schema, $id: _id, ...rest }: Json): Json {
  return rest;
}

/** An object with nothing required and no defaults, and so are the objects in it; lists are replaced as a whole. */
function asPatch(schema: Json): Json {
  const { required: _required, default: _default, properties, ...rest } = schema;
  if (properties === undefined) return rest;
  const members = Object.entries(properties as Record<string, Json>);
  return {
    ...rest,
    properties: Object.fromEntries(members.map(([name, member]) => [name, asPatch(member)])),
  };
}
