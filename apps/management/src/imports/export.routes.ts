import { z } from "zod";
import { declareRoute, type Route } from "../http/route.ts";
import { status } from "../resources/fields.ts";
import type { ExportOpenApi } from "./export-openapi.ts";

const query = z.strictObject({
  version: z.enum(["3.0", "3.1"]).optional().describe("Of OpenAPI; 3.1 when it isn't given."),
  format: z.enum(["json", "yaml"]).optional().describe("What Accept asks for when it isn't given."),
  status: status.optional().describe("Only proxies of this status; all when it isn't given."),
});

/** A collection as an OpenAPI document for its callers. */
export function exportRoutes(exportOpenApi: ExportOpenApi): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/collections/:id/openapi",
      permission: "config:read",
      summary: "A collection as an OpenAPI document for its callers: nothing of what is behind the gateway",
      query,
      response: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
      alsoYaml: true,
      status: 200,
      errors: ["validation_failed", "not_found"],
      async handle({ params, query: asked, wantsYaml }) {
        const { version = "3.1", format, status: only } = asked as z.infer<typeof query>;
        const body = await exportOpenApi(params.id ?? "", version, only);
        return { body, asYaml: format === undefined ? wantsYaml : format === "yaml" };
      },
    }),
  ];
}
