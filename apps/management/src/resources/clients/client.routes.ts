import { z } from "zod";
import type { Route } from "../../http/route.ts";
import { id, secretAlreadyShown } from "../fields.ts";
import { profileOutput } from "../profiles/profile.schema.ts";
import { resourceRoutes } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { clientInput, clientOutput } from "./client.schema.ts";

export function clientRoutes(service: ResourceService): Route[] {
  return resourceRoutes({
    plural: "clients",
    singular: "client",
    service,
    input: clientInput,
    output: clientOutput,
    created: clientOutput.extend({
      defaultProfile: profileOutput.extend({ token: z.string().optional() }),
      secretAlreadyShown,
    }),
    shownOnce: ["defaultProfile.token"],
    filters: { policyId: id, collectionIds: id, active: z.enum(["true", "false"]) },
  });
}
