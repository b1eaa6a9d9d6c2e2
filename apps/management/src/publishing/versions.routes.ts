import { z } from "zod";
import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { type VersionHistory, versionItem, versionQuery } from "./version-history.ts";

const version = z.string().regex(/^[1-9]\d{0,14}$/, "must be the number of a version");

/** The history of config: one version for each change. */
export function versionRoutes(history: VersionHistory): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/versions",
      permission: "config:read",
      summary: "Config versions, newest first unless sorted otherwise",
      query: versionQuery,
      response: pageOf(versionItem),
      status: 200,
      errors: ["validation_failed"],
      handle: async ({ query }) => ({ body: await history.list(query) }),
    }),
    declareRoute({
      method: "get",
      path: "/versions/:version",
      permission: "config:read",
      summary: "One config version",
      params: { version },
      response: versionItem,
      status: 200,
      errors: ["validation_failed", "not_found"],
      handle: async ({ params }) => ({ body: await history.get(Number(params["version"])) }),
    }),
  ];
}
