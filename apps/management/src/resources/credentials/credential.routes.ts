import { z } from "zod";
import type { Route } from "../../http/route.ts";
import { resourceRoutes } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { credentialInput, credentialOutput } from "./credential.schema.ts";
import { credentialTypes } from "./credential-types.ts";

export function credentialRoutes(service: ResourceService): Route[] {
  return resourceRoutes({
    plural: "credentials",
    singular: "credential",
    service,
    input: credentialInput,
    output: credentialOutput,
    filters: { type: z.enum(credentialTypes) },
    refusals: ["egress_not_allowed", "forbidden"],
  });
}
