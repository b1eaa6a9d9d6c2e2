import type { Route } from "../../http/route.ts";
import { resourceRoutes } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { policyInput, policyOutput } from "./policy.schema.ts";

export function policyRoutes(service: ResourceService): Route[] {
  return resourceRoutes({
    plural: "policies",
    singular: "policy",
    service,
    input: policyInput,
    output: policyOutput,
    filters: {},
  });
}
