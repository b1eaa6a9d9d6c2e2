import { requestLogEntry } from "@zerq/plane-protocol/request-log";
import { z } from "zod";
import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { logQuery, type RequestLogReader } from "./request-log-reader.ts";

const item = requestLogEntry.extend({ time: z.iso.datetime() });

/** The gateways' request log: one entry for each request, refusals included. */
export function logRoutes(logs: RequestLogReader): Route[] {
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
  ];
}
