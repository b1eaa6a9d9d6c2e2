import { catalogue } from "@zerq/errors/catalogue";
import { describe, expect, it } from "vitest";
import { declaredRoutes, openApiDocument } from "./openapi.ts";

type Operation = {
  operationId: string;
  responses: Record<string, { description: string }>;
  parameters: { name: string; required: boolean }[];
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[]; properties?: Record<string, object> }> };
};

const document = openApiDocument() as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe("the OpenAPI document", () => {
  it("has every declared route, with its status and the status of each of its errors", () => {
    for (const route of declaredRoutes()) {
      const operation = document.paths[route.path.replaceAll(/:(\w+)/g, "{$1}")]?.[route.method];
      const statuses = [route.status, ...route.errors.map((code) => catalogue[code].status), 401, 403];
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(statuses.map(String)));
      for (const code of route.errors)
        expect(operation?.responses[catalogue[code].status]?.description).toContain(`\`${code}\``);
    }
    expect(operations).toHaveLength(declaredRoutes().length);
  });

  it("names each operation once, and refers only to what is there", () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g);
    for (const [, name = ""] of references) expect(document.components.schemas).toHaveProperty(name);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  it("has shapes for reading, writing and patching each resource", () => {
    const { schemas } = document.components;
    expect(schemas.Collection?.required).toEqual(expect.arrayContaining(["id", "revision", "basePath"]));
    expect(schemas.CollectionInput?.required).toEqual(["name", "basePath"]);
    expect(schemas.CollectionPatch?.required).toBeUndefined();
    expect(Object.keys(schemas.CollectionPatch?.properties ?? {})).toEqual(
      Object.keys(schemas.CollectionInput?.properties ?? {}),
    );
    expect(schemas.ClientCreated?.properties).toHaveProperty("defaultProfile");
    expect(schemas.Client?.properties).not.toHaveProperty("defaultProfile");
  });

  it("offers only what a request may carry: If-Match, Idempotency-Key, a reason, wait", () => {
    const names = (path: string, method: string) => {
      const parameters = document.paths[path]?.[method]?.parameters ?? [];
      return parameters.map(({ name, required }) => (required ? `${name}!` : name));
    };
    const [waiting, reason] = [["wait", "timeout"], "X-Change-Reason"];
    expect(names("/collections/{id}", "patch")).toEqual(["id!", ...waiting, "If-Match!", reason]);
    expect(names("/collections/{id}", "delete")).toEqual(["id!", ...waiting, "If-Match", reason]);
    expect(names("/policies", "post")).toEqual([...waiting, "Idempotency-Key", reason]);
    expect(names("/policies", "get")).toEqual(["limit", "cursor", "sort", "q", "label", "key", "managedBy"]);
  });
});
