import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { diffQuery, versionDiff, versionNumber } from "./version-diff.schema.ts";
import { type VersionHistory, versionDetail, versionItem, versionQuery } from "./version-history.ts";

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
      summary: "One config version, with why it was made",
      params: { version: versionNumber },
      response: versionDetail,
      status: 200,
      errors: ["validation_failed", "not_found", "history_gone"],
      handle: async ({ params }) => ({ body: await history.get(Number(params["version"])) }),
    }),
    declareRoute({
      method: "get",
      path: "/versions/:version/diff",
      permission: "config:read",
      summary: "What is different in a config version from another one, and who changed it",
      params: { version: versionNumber },
      query: diffQuery,
      response: versionDiff,
      status: 200,
      errors: ["validation_failed", "not_found", "history_gone"],
      async handle({ params, query }) {
        const version = Number(params["version"]);
        return { body: await history.diff(query.from ?? version - 1, version) };
      },
    }),
  ];
}
