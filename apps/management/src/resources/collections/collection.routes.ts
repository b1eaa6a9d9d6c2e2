import { z } from "zod";
import type { ActorContext } from "../../changes/change.ts";
import { declareRoute, type Route } from "../../http/route.ts";
import { id, status } from "../fields.ts";
import { answerOf, type ResourceRoutes, resourceRoutes, statusRoute } from "../resource-routes.ts";
import type { Changed, ResourceService } from "../resource-service.ts";
import { collectionInput, collectionOutput } from "./collection.schema.ts";
import { type DuplicateInput, duplicateInput } from "./duplicate-collection.ts";

export type Duplicate = (context: ActorContext, id: string, input: DuplicateInput) => Promise<Changed>;

export function collectionRoutes(service: ResourceService, duplicate: Duplicate): Route[] {
  const kind: ResourceRoutes = {
    plural: "collections",
    singular: "collection",
    service,
    input: collectionInput,
    output: collectionOutput,
    filters: { status, basePath: z.string().max(1_024), credentialId: id },
    refusals: ["egress_not_allowed"],
  };
  return [...resourceRoutes(kind), statusRoute(kind), duplicateRoute(duplicate)];
}

function duplicateRoute(duplicate: Duplicate): Route {
  return declareRoute({
    method: "post",
    path: "/collections/:id/duplicate",
    permission: "config:write",
    summary: "Copy a collection with its proxies, all of them as drafts",
    body: duplicateInput,
    bodyOptional: true,
    response: collectionOutput,
    status: 201,
    errors: [
      "validation_failed",
      "bad_request",
      "unsupported_media_type",
      "body_too_large",
      "not_found",
      "conflict",
      "idempotency_conflict",
      "egress_not_allowed",
      "service_unavailable",
    ],
    async handle({ context, params, body }) {
      return answerOf(await duplicate(context, params.id ?? "", body ?? {}));
    },
  });
}
