import type { ErrorCode } from "@zerq/errors/catalogue";
import { z } from "zod";
import { pageOf, pageParameters } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { bulkRoute } from "./bulk-route.ts";
import { commonInput } from "./fields.ts";
import type { Changed, ResourceService } from "./resource-service.ts";
import { toldAs } from "./widenings/warning.ts";

export type ResourceRoutes = {
  /** In paths: `collections`. */
  plural: string;
  /** In sentences: `collection`. */
  singular: string;
  service: ResourceService;
  input: z.ZodType;
  output: z.ZodType;
  /** Fields that a list can be narrowed by, besides label and q. */
  filters: Readonly<Record<string, z.ZodType<string>>>;
  /** What a creation answers, where that is more than the resource; with the paths of secrets in it. */
  created?: z.ZodType;
  shownOnce?: readonly string[];
  /** What this kind may refuse besides what all kinds do. */
  refusals?: readonly ErrorCode[];
};

const shape = [
  "validation_failed",
  "not_supported",
  "bad_request",
  "unsupported_media_type",
  "body_too_large",
] as const;
const stale = ["precondition_required", "precondition_failed"] as const;

/** A list's parameters. */
function listQuery(filters: Readonly<Record<string, z.ZodType<string>>>) {
  const optional = Object.entries(filters).map(([name, schema]) => [name, schema.optional()] as const);
  return z.strictObject({
    ...pageParameters,
    sort: z
      .string()
      .regex(
        /^-?[A-Za-z]+(,-?[A-Za-z]+){0,3}$/,
        "must be fields separated by commas, or -field for the other direction",
      )
      .optional(),
    q: z.string().max(200).optional(),
    label: z.string().max(200).optional(),
    key: commonInput.key,
    managedBy: z.string().max(80).optional(),
    ...Object.fromEntries(optional),
  });
}

export const answerOf = ({ resource, revision, configVersion, shown, warnings }: Changed) => ({
  body: { ...resource, ...shown, ...toldAs("warnings", warnings) },
  revision,
  configVersion,
});

/** The routes that every kind of resource has. */
export function resourceRoutes(kind: ResourceRoutes): Route[] {
  return [...readRoutes(kind), createRoute(kind), ...changeRoutes(kind), removeRoute(kind), bulkRoute(kind)];
}

function readRoutes({ plural, singular, service, output, filters }: ResourceRoutes): Route[] {
  return [
    declareRoute({
      method: "get",
      path: `/${plural}`,
      permission: "config:read",
      summary: `List ${plural}`,
      query: listQuery(filters),
      response: pageOf(output),
      status: 200,
      errors: ["validation_failed"],
      async handle({ query: { limit, cursor, sort, q, label, ...narrowed } }) {
        const given = Object.entries(narrowed).filter(([, value]) => value !== undefined);
        const filters = Object.fromEntries(given) as Record<string, string>;
        return { body: await service.list({ limit, cursor, sort, q, label, filters }) };
      },
    }),
    declareRoute({
      method: "get",
      path: `/${plural}/:id`,
      permission: "config:read",
      summary: `Read one ${singular}`,
      response: output,
      status: 200,
      errors: ["validation_failed", "not_found"],
      async handle({ params }) {
        const body = await service.get(params.id ?? "");
        return { body, revision: Number(body.revision) };
      },
    }),
  ];
}

function createRoute(kind: ResourceRoutes): Route {
  const { plural, singular, service } = kind;
  return declareRoute({
    method: "post",
    path: `/${plural}`,
    permission: "config:write",
    summary: `Create a ${singular}`,
    body: z.unknown(),
    documentedBody: kind.input,
    response: kind.created ?? kind.output,
    status: 201,
    errors: [...shape, "conflict", "idempotency_conflict", "service_unavailable", ...(kind.refusals ?? [])],
    async handle({ context, body }) {
      return { ...answerOf(await service.create(context, body)), shownOnce: kind.shownOnce ?? [] };
    },
  });
}

function changeRoutes({ plural, singular, service, input, output, refusals = [] }: ResourceRoutes): Route[] {
  const route = (method: "patch" | "put", mode: "merge" | "replace", summary: string): Route =>
    declareRoute({
      method,
      path: `/${plural}/:id`,
      permission: "config:write",
      summary,
      body: z.unknown(),
      documentedBody: input,
      response: output,
      status: 200,
      ifMatch: "required",
      errors: [...shape, ...stale, "not_found", "conflict", "service_unavailable", ...refusals],
      async handle({ context, params, body, ifMatch }) {
        return answerOf(await service.update(context, params.id ?? "", body, ifMatch, mode));
      },
    });
  return [
    route("patch", "merge", `Change fields of a ${singular} (JSON merge patch, RFC 7396)`),
    route("put", "replace", `Replace a ${singular}`),
  ];
}

function removeRoute({ plural, singular, service }: ResourceRoutes): Route {
  return declareRoute({
    method: "delete",
    path: `/${plural}/:id`,
    permission: "config:write",
    summary: `Delete a ${singular}`,
    status: 204,
    ifMatch: "optional",
    errors: ["validation_failed", "precondition_failed", "not_found", "referenced", "service_unavailable"],
    async handle({ context, params, ifMatch }) {
      return service.remove(context, params.id ?? "", ifMatch);
    },
  });
}

/** `PUT /:id/status` of what can be published. */
export function statusRoute({ plural, singular, service, output }: ResourceRoutes): Route {
  return declareRoute({
    method: "put",
    path: `/${plural}/:id/status`,
    permission: "config:write",
    summary: `Publish a ${singular}, or make it a draft again`,
    body: z.strictObject({ status: z.enum(["draft", "published"]) }),
    response: output,
    status: 200,
    ifMatch: "optional",
    errors: [...shape, "precondition_failed", "not_found", "service_unavailable"],
    async handle({ context, params, body, ifMatch }) {
      const action = body.status === "published" ? "publish" : "unpublish";
      return answerOf(await service.update(context, params.id ?? "", body, ifMatch, "merge", action));
    },
  });
}
