import { capturedBodies, capturedHeaders } from "@zerq/plane-protocol/captured";
import { requestLogEntry } from "@zerq/plane-protocol/request-log";
import { z } from "zod";
import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { logQuery, type RequestLogReader } from "./request-log-reader.ts";
import type { ViewBodies } from "./view-bodies.ts";

const item = requestLogEntry.omit({ bodies: true }).extend({
  time: z.iso.datetime(),
  /** Null: none were captured. */
  headers: capturedHeaders.nullable(),
  hasBodies: z.boolean(),
});

/** An entry's own id: chosen by the gateway, never by a caller. */
const params = { id: z.string().regex(/^[0-9a-f]{24}-[0-9a-z]{1,16}$/, "must be the id of an entry") };

/** The gateways' request log: one entry for each request, refusals included. */
export function logRoutes(logs: RequestLogReader, viewBodies: ViewBodies): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/logs",
      permission: "logs:read",
      summary: "Request log, newest first",
      query: logQuery,
      response: pageOf(item),
      status: 200,
      errors: ["validation_failed"],
      handle: async ({ query }) => ({ body: await logs.list(query) }),
    }),
    declareRoute({
      method: "get",
      path: "/logs/:id",
      permission: "logs:read",
      summary: "One entry of the request log",
      params,
      response: item,
      status: 200,
      errors: ["not_found", "validation_failed"],
      handle: async ({ params: { id = "" } }) => ({ body: await logs.get(id) }),
    }),
    declareRoute({
      method: "get",
      path: "/logs/:id/bodies",
      permission: "logs:body",
      summary: "What was captured of a request's bodies; each view is audited",
      params,
      response: capturedBodies,
      status: 200,
      errors: ["not_found", "validation_failed", "service_unavailable"],
      handle: async ({ context, params: { id = "" } }) => ({ body: await viewBodies(context, id) }),
    }),
  ];
}
