import { z } from "zod";
import type { Route } from "../../http/route.ts";
import { id, status } from "../fields.ts";
import { type ResourceRoutes, resourceRoutes, statusRoute } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { collectionInput, collectionOutput } from "./collection.schema.ts";

export function collectionRoutes(service: ResourceService): Route[] {
  const kind: ResourceRoutes = {
    plural: "collections",
    singular: "collection",
    service,
    input: collectionInput,
    output: collectionOutput,
    filters: { status, basePath: z.string().max(1_024), credentialId: id },
    refusals: ["egress_not_allowed"],
  };
  return [...resourceRoutes(kind), statusRoute(kind)];
}
