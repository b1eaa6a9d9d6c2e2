import { z } from "zod";
import type { ActorContext } from "../../changes/change.ts";
import { declareRoute, type Route } from "../../http/route.ts";
import { expiresBeforeInput } from "../expires-before.ts";
import { id, secretAlreadyShown, timeOutput } from "../fields.ts";
import { resourceRoutes } from "../resource-routes.ts";
import type { ResourceService } from "../resource-service.ts";
import { authTypes, profileInput, profileOutput, type RotateInput, rotateInput } from "./profile.schema.ts";
import type { Rotated } from "./rotate-versions.ts";

type Rotation = (context: ActorContext, id: string, input: RotateInput) => Promise<Rotated>;
type Kill = (
  context: ActorContext,
  version: { id: string; versionId: string },
  ifMatch: number | "any",
) => Promise<{ configVersion: number }>;
export type Rotations = { rotateToken: Rotation; rotateSecret: Rotation; killVersion: Kill };

export function profileRoutes(service: ResourceService, rotations: Rotations): Route[] {
  const routes = resourceRoutes({
    plural: "profiles",
    singular: "profile",
    service,
    input: profileInput,
    output: profileOutput,
    created: profileOutput.extend({
      token: z.string().optional(),
      secret: z.string().optional(),
      secretAlreadyShown,
    }),
    shownOnce: ["token", "secret"],
    refusals: ["egress_not_allowed"],
    filters: {
      clientId: id,
      authType: z.enum(authTypes),
      active: z.enum(["true", "false"]),
      expiresBefore: expiresBeforeInput,
    },
  });
  return [
    ...routes,
    rotateTokenRoute(rotations.rotateToken),
    rotateSecretRoute(rotations.rotateSecret),
    killVersionRoute(rotations.killVersion),
  ];
}

const rotationErrors = [
  "validation_failed",
  "bad_request",
  "unsupported_media_type",
  "body_too_large",
  "not_found",
  "conflict",
  "idempotency_conflict",
  "service_unavailable",
] as const;

function rotateTokenRoute(rotate: Rotation): Route {
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
    errors: rotationErrors,
    async handle({ context, params, body }) {
      return answerOfRotation(await rotate(context, params.id ?? "", body ?? { overlapSeconds: 0 }));
    },
  });
}

function rotateSecretRoute(rotate: Rotation): Route {
  return declareRoute({
    method: "post",
    path: "/profiles/:id/rotate-secret",
    permission: "config:write",
    summary: "Give a jwt profile a new secret; the old one ends at once or after an overlap",
    body: rotateInput,
    bodyOptional: true,
    response: z.strictObject({
      profile: profileOutput,
      secret: z.string().optional(),
      previousExpiresAt: timeOutput,
      secretAlreadyShown,
    }),
    status: 200,
    errors: rotationErrors,
    async handle({ context, params, body }) {
      return answerOfRotation(await rotate(context, params.id ?? "", body ?? { overlapSeconds: 0 }));
    },
  });
}

function killVersionRoute(kill: Kill): Route {
  return declareRoute({
    method: "delete",
    path: "/profiles/:id/versions/:versionId",
    permission: "config:write",
    summary: "Kill one version of a profile's token or secret, and end what is open under it",
    status: 204,
    ifMatch: "optional",
    errors: ["validation_failed", "precondition_failed", "not_found", "service_unavailable"],
    async handle({ context, params: { id = "", versionId = "" }, ifMatch }) {
      return kill(context, { id, versionId }, ifMatch);
    },
  });
}

function answerOfRotation({ resource, shown, previousExpiresAt, revision, configVersion }: Rotated) {
  return {
    body: { profile: resource, ...shown, previousExpiresAt },
    revision,
    configVersion,
    shownOnce: Object.keys(shown),
  };
}
