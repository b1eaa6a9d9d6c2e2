import type { ErrorCode } from "@zerq/errors/catalogue";
import { z } from "zod";
import { declareRoute, type Route } from "../http/route.ts";
import { bulkInput } from "./bulk.ts";
import type { ResourceService } from "./resource-service.ts";
import { toldAs, warningsOutput } from "./widenings/warning.ts";

type BulkKind = {
  plural: string;
  service: ResourceService;
  output: z.ZodType;
  refusals?: readonly ErrorCode[];
};

/** `POST /<resource>/bulk`: status, labels or deletion of up to 500 resources, all of them or none. */
export function bulkRoute({ plural, service, output, refusals = [] }: BulkKind): Route {
  return declareRoute({
    method: "post",
    path: `/${plural}/bulk`,
    permission: "config:write",
    summary: `Change the status or labels of many ${plural}, or delete them: all or none`,
    body: bulkInput,
    response: z.strictObject({ changed: z.int(), items: z.array(output), warnings: warningsOutput }),
    status: 200,
    errors: [
      "validation_failed",
      "bad_request",
      "unsupported_media_type",
      "body_too_large",
      "not_found",
      "precondition_failed",
      "referenced",
      "conflict",
      "idempotency_conflict",
      "service_unavailable",
      ...refusals,
    ],
    async handle({ context, body }) {
      const { configVersion, warnings, ...answer } = await service.bulk(context, body);
      return { body: { ...answer, ...toldAs("warnings", warnings) }, configVersion };
    },
  });
}
