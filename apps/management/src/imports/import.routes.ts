import { declareRoute, type Route } from "../http/route.ts";
import { importInput, importPreview, importReport } from "./import.schema.ts";
import type { ImportService } from "./import.service.ts";

/** Largest document with its options, in bytes. */
const MAX_DOCUMENT_BYTES = 10 * 1024 * 1024;

const errors = ["validation_failed", "bad_request", "unsupported_media_type", "body_too_large"] as const;

/** OpenAPI documents as collections and proxies. */
export function importRoutes(service: ImportService): Route[] {
  return [
    declareRoute({
      method: "post",
      path: "/imports/openapi/preview",
      permission: "config:read",
      summary: "What an import of an OpenAPI document would do, and what of it can't be carried over",
      body: importInput,
      maxBodyBytes: MAX_DOCUMENT_BYTES,
      changesNothing: true,
      response: importPreview,
      status: 200,
      errors: [...errors],
      handle: async ({ body }) => ({ body: await service.preview(body) }),
    }),
    declareRoute({
      method: "post",
      path: "/imports/openapi",
      permission: "config:write",
      summary: "Make a collection with its proxies of an OpenAPI document, or merge one into a collection",
      body: importInput,
      maxBodyBytes: MAX_DOCUMENT_BYTES,
      response: importReport,
      status: 201,
      errors: [
        ...errors,
        "not_supported",
        "conflict",
        "precondition_failed",
        "not_found",
        "egress_not_allowed",
        "idempotency_conflict",
        "service_unavailable",
      ],
      async handle({ context, body }) {
        const { report, configVersion } = await service.import(context, body);
        return { body: report, configVersion };
      },
    }),
  ];
}
