import type { Route } from "../../http/route.ts";
import { id, status } from "../fields.ts";
import { type ResourceRoutes, resourceRoutes, statusRoute } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { proxyInput, proxyOutput } from "./proxy.schema.ts";

export function proxyRoutes(service: ResourceService): Route[] {
  const kind: ResourceRoutes = {
    plural: "proxies",
    singular: "proxy",
    service,
    input: proxyInput,
    output: proxyOutput,
    filters: { collectionId: id, status, credentialId: id },
  };
  return [...resourceRoutes(kind), statusRoute(kind)];
}
