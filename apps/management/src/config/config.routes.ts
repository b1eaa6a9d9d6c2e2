import { z } from "zod";
import { declareRoute, type Route } from "../http/route.ts";
import { toldAs } from "../resources/widenings/warning.ts";
import { type ApplyOptions, applyQuery, type DiffOptions, diffQuery } from "./apply-options.ts";
import type { ConfigService } from "./config.service.ts";
import { configKinds } from "./config-kinds.ts";
import { applyReport, diffReport, exportedDocument, validationReport } from "./config-report.schema.ts";
import { documentSchema } from "./document-schema.ts";

const shape = [
  "validation_failed",
  "not_supported",
  "bad_request",
  "unsupported_media_type",
  "body_too_large",
] as const;

const kindList = z
  .string()
  .max(200)
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(configKinds)).min(1));

const exportQuery = z.strictObject({
  format: z.enum(["json", "yaml"]).optional(),
  /** Kinds separated by commas; all when it isn't given. */
  kind: kindList.optional(),
  label: z.string().max(200).optional(),
  managedBy: diffQuery.shape.managedBy,
});

/** Config as a document by key: `docs/config-as-code.md`. */
export function configRoutes(service: ConfigService): Route[] {
  return [exportRoute(service), validateRoute(service), diffRoute(service), applyRoute(service)];
}

function exportRoute(service: ConfigService): Route {
  return declareRoute({
    method: "get",
    path: "/config/export",
    permission: "config:read",
    summary: "Config as a document, by key; secrets only as references",
    query: exportQuery,
    response: exportedDocument,
    alsoYaml: true,
    status: 200,
    errors: ["validation_failed"],
    async handle({ query, wantsYaml }) {
      const { kind: kinds = configKinds, format, ...scope } = query as z.infer<typeof exportQuery>;
      const body = await service.export({ kinds, ...scope });
      return { body, asYaml: format === undefined ? wantsYaml : format === "yaml" };
    },
  });
}

function validateRoute(service: ConfigService): Route {
  return declareRoute({
    method: "post",
    path: "/config/validate",
    permission: "config:read",
    summary: "Whether a document has the right shape and refers to what exists",
    body: z.unknown(),
    documentedBody: documentSchema,
    alsoYaml: true,
    changesNothing: true,
    response: validationReport,
    status: 200,
    errors: [...shape],
    async handle({ body }) {
      const { problems, warnings } = await service.validate(body);
      return { body: { valid: problems.length === 0, problems, ...toldAs("warnings", warnings) } };
    },
  });
}

function diffRoute(service: ConfigService): Route {
  return declareRoute({
    method: "post",
    path: "/config/diff",
    permission: "config:read",
    summary: "What a document would change, resource by resource and field by field",
    query: diffQuery,
    body: z.unknown(),
    documentedBody: documentSchema,
    alsoYaml: true,
    changesNothing: true,
    response: diffReport,
    status: 200,
    errors: [...shape],
    async handle({ body, query }) {
      return { body: await service.diff(body, query as DiffOptions) };
    },
  });
}

function applyRoute(service: ConfigService): Route {
  return declareRoute({
    method: "post",
    path: "/config/apply",
    permission: "config:write",
    summary: "Make config what a document says: all of it as one version, or nothing",
    query: applyQuery,
    body: z.unknown(),
    documentedBody: documentSchema,
    alsoYaml: true,
    response: applyReport,
    status: 200,
    errors: [
      ...shape,
      "precondition_failed",
      "conflict",
      "referenced",
      "egress_not_allowed",
      "idempotency_conflict",
      "service_unavailable",
    ],
    async handle({ context, body, query }) {
      const report = await service.apply(context, body, query as ApplyOptions);
      return {
        body: report,
        configVersion: report.configVersion,
        shownOnce: report.secrets?.length === 0 ? [] : ["secrets"],
      };
    },
  });
}
