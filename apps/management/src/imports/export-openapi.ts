import { exportCollection } from "@zerq/openapi/export/export-collection";
import type { ExportedProxy, ExportVersion } from "@zerq/openapi/export/exported-collection";
import { collectionKind } from "../resources/collections/collection.service.ts";
import { loadResource } from "../resources/plan-resource.ts";
import { jsonView } from "../resources/proxies/json-documents.ts";
import { type ProxyDocument, proxyModel } from "../resources/proxies/proxy.model.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";

/** @throws AppError `not_found` */
export type ExportOpenApi = (
  id: string,
  version: ExportVersion,
  only: "draft" | "published" | undefined,
) => Promise<Record<string, unknown>>;

/** @param gatewayUrl where callers reach the gateway */
export function createExport(context: ResourceContext, gatewayUrl: string): ExportOpenApi {
  const kind = collectionKind(context);
  return async (id, version, only) => {
    const collection = await loadResource(kind, id, null);
    const proxies = await proxyModel(context.connection)
      .find({ collectionId: id, ...(only === undefined ? {} : { status: only }) })
      .sort({ path: 1, _id: 1 })
      .lean<ProxyDocument[]>();
    const { name, description, basePath, hosts = [], revision } = collection;
    const exported = { name, description, basePath, hosts, version: String(revision) };
    return exportCollection({ ...exported, proxies: proxies.map(ofCallers) }, { version, gatewayUrl });
  };
}

/** What callers may know: no target, no headers, no body of a configured answer. */
function ofCallers(proxy: ProxyDocument): ExportedProxy {
  const { key, name, description, methods, path, handler, deprecated } = proxy;
  return {
    key,
    name,
    description,
    methods,
    path,
    staticStatus: handler.kind === "static" ? handler.status : undefined,
    params: proxy.params ?? [],
    requestSchema: jsonView(proxy.requestSchema),
    responseSchema: jsonView(proxy.responseSchema),
    requestExample: jsonView(proxy.requestExample),
    responseExample: jsonView(proxy.responseExample),
    deprecated,
    sunset: proxy.sunset?.toISOString() ?? null,
  };
}
