import type { JsonObject } from "../json-value.ts";
import { exportOperation } from "./export-operation.ts";
import { exportPaths } from "./export-paths.ts";
import type { ExportedCollection, ExportVersion } from "./exported-collection.ts";
import { SchemaComponents } from "./schema-components.ts";
import { securityOf } from "./security.ts";

const versions: Record<ExportVersion, string> = { "3.0": "3.0.3", "3.1": "3.1.0" };

/** The body of every refusal of the gateway's. */
const refusal = {
  type: "object",
  required: ["error", "message", "requestId"],
  properties: {
    error: { type: "string" },
    message: { type: "string" },
    requestId: { type: "string" },
    details: {
      type: "array",
      items: {
        type: "object",
        properties: { path: { type: "string" }, code: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

/**
 * A collection as callers see it: at the gateway's address, with the headers that the gateway wants, and nothing of what is behind it.
 * @param gatewayUrl where callers reach the gateway
 */
export function exportCollection(
  collection: ExportedCollection,
  { version, gatewayUrl }: { version: ExportVersion; gatewayUrl: string },
): JsonObject {
  const components = new SchemaComponents(version, ["ZerqError"]);
  const paths: Record<string, JsonObject> = {};
  for (const path of exportPaths(collection.proxies)) {
    const item: JsonObject = {};
    for (const one of path.proxies) {
      for (const method of one.proxy.methods)
        item[method.toLowerCase()] = exportOperation(one, path, method, components);
    }
    paths[path.path] = item;
  }
  const { schemes, security } = securityOf(version);
  const content = { "application/json": { schema: { $ref: "#/components/schemas/ZerqError" } } };
  return {
    openapi: versions[version],
    info: {
      title: collection.name,
      version: collection.version,
      ...(collection.description === "" ? {} : { description: collection.description }),
      ...(components.leftOut.length === 0 ? {} : { "x-zerq-left-out": components.leftOut }),
    },
    servers: serversOf(collection, gatewayUrl),
    security,
    paths,
    components: {
      securitySchemes: schemes,
      responses: { ZerqRefusal: { description: "The gateway or the API refuses.", content, "x-zerq": true } },
      schemas: { ...components.schemas, ZerqError: refusal },
    },
  };
}

/** The gateway's address, or, for a collection with hosts of its own, each of them at the same scheme and port. */
function serversOf({ hosts, basePath }: ExportedCollection, gatewayUrl: string): JsonObject[] {
  const path = basePath === "/" ? "" : basePath;
  const base = new URL(gatewayUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const port = base.port === "" ? "" : `:${base.port}`;
  const at = (host: string) => `${base.protocol}//${host}${port}${prefix}${path}`;
  if (hosts.length === 0) return [{ url: at(base.hostname) }];
  return hosts.map((host) => {
    if (!host.startsWith("*.")) return { url: at(host) };
    return { url: at(`{subdomain}${host.slice(1)}`), variables: { subdomain: { default: "www" } } };
  });
}
