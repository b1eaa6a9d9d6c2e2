import { AppError } from "@zerq/errors/app-error";
import { parsePathTemplate, pathShape } from "@zerq/plane-protocol/path-template";
import { collectionModel } from "../collections/collection.model.ts";
import { credentialModel } from "../credentials/credential.model.ts";
import { gatewayProxy, portalProxy } from "../projections.ts";
import { requireReference } from "../references.ts";
import { commonView, objectId } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { type ProxyDocument, proxyModel } from "./proxy.model.ts";
import { type ProxyInput, proxyInput, proxyLater } from "./proxy.schema.ts";

export function proxyKind(context: ResourceContext): ResourceKind<ProxyDocument, ProxyInput> {
  const model = proxyModel(context.connection);
  const collections = collectionModel(context.connection);

  function own(document: ProxyDocument) {
    const { collectionId, name, description, methods, path, handler, headers, streaming, credentialId } =
      document;
    const { timeouts, maxBodyBytes, deprecated, status } = document;
    const sunset = document.sunset?.toISOString() ?? null;
    return {
      collectionId,
      name,
      description,
      methods,
      path,
      handler,
      headers,
      streaming,
      credentialId,
      timeouts,
      maxBodyBytes,
      deprecated,
      sunset,
      status,
    };
  }

  return {
    type: "proxy",
    plural: "proxies",
    model,
    input: proxyInput,
    later: proxyLater,
    fixed: ["collectionId"],
    filters: { collectionId: (value) => value, status: (value) => value, credentialId: (value) => value },
    nameOf: (input) => input.name,
    toFields: ({ key: _key, labels: _labels, managedBy: _managedBy, ...fields }) => ({
      ...fields,
      shape: pathShape(parsePathTemplate(fields.path)),
    }),
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...own(document),
    }),
    view: (document) => ({ ...commonView(document), ...own(document) }),
    async check(session, document) {
      await requireReference(session, collections, document.collectionId, "collectionId");
      await requireReference(
        session,
        credentialModel(context.connection),
        document.credentialId,
        "credentialId",
      );
      const twins = await model
        .find({ collectionId: document.collectionId, shape: document.shape })
        .session(session)
        .lean();
      const twin = twins.find(
        (other) =>
          !other._id.equals(document._id) &&
          other.methods.some((method) => document.methods.includes(method)),
      );
      if (twin !== undefined) {
        throw new AppError("conflict", {
          message: `The proxy ${twin.key} already answers this path and method.`,
        });
      }
    },
    referrers: async () => [],
    async project(session, document) {
      const collection = await collections
        .findOne({ _id: objectId(document.collectionId) })
        .session(session)
        .lean();
      return {
        gateway: [gatewayProxy(context, document)],
        portal: collection === null ? [] : [portalProxy(document, collection)],
      };
    },
    unproject: (document) => {
      const gone = { op: "delete" as const, kind: "proxy", id: document._id.toHexString() };
      return { gateway: [gone], portal: [gone] };
    },
  };
}
