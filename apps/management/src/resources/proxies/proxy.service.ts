import { AppError } from "@zerq/errors/app-error";
import { parsePathTemplate, pathShape } from "@zerq/plane-protocol/path-template";
import type { ClientSession } from "mongoose";
import { readDocuments } from "../../changes/transaction-documents.ts";
import { type CollectionDocument, collectionModel } from "../collections/collection.model.ts";
import { targetUrls } from "../collections/target-urls.ts";
import { credentialModel } from "../credentials/credential.model.ts";
import { pinCredential, refuseForeignTarget } from "../credentials/pin-credential.ts";
import { refuseRetargetedTls } from "../credentials/refuse-retargeted-tls.ts";
import { proxyForGroups } from "../gateway-groups/proxy-for-groups.ts";
import { portalProxy } from "../projections/portal-projections.ts";
import { readingOf, requireReference } from "../references.ts";
import { refuseReservedPath } from "../reserved-paths.ts";
import { commonView } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { noCapture } from "./capture.schema.ts";
import { jsonFields, jsonTexts, jsonView } from "./json-documents.ts";
import { type ProxyDocument, proxyModel } from "./proxy.model.ts";
import { type ProxyInput, proxyInput, proxyLater } from "./proxy.schema.ts";

export function proxyKind(context: ResourceContext): ResourceKind<ProxyDocument, ProxyInput> {
  const model = proxyModel(context.connection);
  const collections = collectionModel(context.connection);

  function own(document: ProxyDocument) {
    const {
      collectionId,
      name,
      description,
      methods,
      path,
      handler,
      headers,
      streaming,
      retryable,
      credentialId,
    } = document;
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
      params: document.params ?? [],
      requestSchema: jsonView(document.requestSchema),
      responseSchema: jsonView(document.responseSchema),
      requestExample: jsonView(document.requestExample),
      responseExample: jsonView(document.responseExample),
      streaming,
      retryable: retryable ?? false,
      credentialId,
      timeouts,
      maxBodyBytes,
      capture: document.capture ?? noCapture,
      deprecated,
      sunset,
      status,
    };
  }

  /** Only called for a reference that was checked in the same transaction, or when the proxy was stored. */
  async function collectionOf(document: ProxyDocument, session: ClientSession): Promise<CollectionDocument> {
    const [found] = await readDocuments(collections, [document.collectionId], session);
    if (found === undefined) throw new Error(`proxy ${document.key} has no collection`);
    return found;
  }

  return {
    type: "proxy",
    plural: "proxies",
    model,
    input: proxyInput,
    later: proxyLater,
    fixed: ["collectionId"],
    // A handler that names its kind is a whole one: what another kind had must not survive in it.
    replaced: ({ handler }) => [
      ...jsonFields,
      ...(typeof handler === "object" && handler !== null && "kind" in handler ? ["handler"] : []),
    ],
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
    auditView: (document) => ({ ...commonView(document), ...own(document), ...jsonTexts(document) }),
    auditBody: (body) => (body instanceof Object ? { ...body, ...jsonTexts(body) } : body),
    async check(session, document, before, actor) {
      document.deprecatedAt = document.deprecated ? (before?.deprecatedAt ?? new Date()) : null;
      const { collectionId, credentialId } = document;
      await requireReference(session, collections, collectionId, "collectionId");
      await requireReference(session, credentialModel(context.connection), credentialId, "credentialId");
      const collection = await collectionOf(document, session);
      const { basePath } = collection;
      refuseReservedPath(basePath === "/" ? document.path : basePath + document.path, "path");
      const targets = targetUrls(collection);
      await refuseForeignTarget(context, session, { credentialId, targets, path: "credentialId" });
      await refuseRetargetedTls(context, session, actor, {
        credentialId,
        targets,
        tls: collection.upstream.tls,
        path: "credentialId",
      });
      if (before !== null && answersNoMore(before, document)) return;
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
    leadsTo: ({ collectionId }) => [readingOf(collections, collectionId)],
    referrers: async () => [],
    async onWrite(session, document) {
      const targets = targetUrls(await collectionOf(document, session));
      return pinCredential(context, session, { credentialId: document.credentialId, targets });
    },
    project: async (session, document, before) => ({
      gateways: proxyForGroups(context, before, document),
      portal: [portalProxy(document, await collectionOf(document, session))],
    }),
    unproject: (document) => {
      const gone = { op: "delete" as const, kind: "proxy", id: document._id.toHexString() };
      return { gateways: proxyForGroups(context, document, null), portal: [gone] };
    },
  };
}

/** Then nobody else can have come into its way: whoever would have was refused. */
function answersNoMore(before: ProxyDocument, after: ProxyDocument): boolean {
  const isSamePlace = before.collectionId === after.collectionId && before.shape === after.shape;
  return isSamePlace && after.methods.every((method) => before.methods.includes(method));
}
