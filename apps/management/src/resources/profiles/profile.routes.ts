import { z } from "zod";
import type { ActorContext } from "../../changes/change.ts";
import { declareRoute, type Route } from "../../http/route.ts";
import { id, secretAlreadyShown, timeOutput } from "../fields.ts";
import { resourceRoutes } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { profileInput, profileOutput, type RotateInput, rotateInput } from "./profile.schema.ts";
import type { Rotated } from "./rotate-token.ts";

export type TokenRotation = (context: ActorContext, id: string, input: RotateInput) => Promise<Rotated>;

export function profileRoutes(service: ResourceService, rotate: TokenRotation): Route[] {
  const routes = resourceRoutes({
    plural: "profiles",
    singular: "profile",
    service,
    input: profileInput,
    output: profileOutput,
    created: profileOutput.extend({ token: z.string().optional(), secretAlreadyShown }),
    shownOnce: ["token"],
    filters: { clientId: id, authType: z.enum(["token"]), active: z.enum(["true", "false"]) },
  });
  return [...routes, rotateRoute(rotate)];
}

function rotateRoute(rotate: TokenRotation): Route {
  return declareRoute({
    method: "post",
    path: "/profiles/:id/rotate-token",
    permission: "config:write",
    summary: "Give a profile a new token; the old one ends at once or after an overlap",
    body: rotateInput,
    bodyOptional: true,
    response: z.strictObject({
      profile: profileOutput,
      token: z.string().optional(),
      previousExpiresAt: timeOutput,
      secretAlreadyShown,
    }),
    status: 200,
    errors: [
      "validation_failed",
      "bad_request",
      "unsupported_media_type",
      "body_too_large",
      "not_found",
      "conflict",
      "idempotency_conflict",
      "service_unavailable",
    ],
    async handle({ context, params, body }) {
      const rotated = await rotate(context, params.id ?? "", body ?? { overlapSeconds: 0 });
      const { resource, shown, previousExpiresAt, revision, configVersion } = rotated;
      return {
        body: { profile: resource, ...shown, previousExpiresAt },
        revision,
        configVersion,
        shownOnce: ["token"],
      };
    },
  });
}
