import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { nothingForGroups } from "../../changes/group-changes.ts";
import { clientModel } from "../clients/client.model.ts";
import { credentialModel } from "../credentials/credential.model.ts";
import { pinCredential, refuseForeignTarget } from "../credentials/pin-credential.ts";
import { refuseRetargetedTls } from "../credentials/refuse-retargeted-tls.ts";
import { collectionForGroups, collectionGone } from "../gateway-groups/collection-for-groups.ts";
import { refuseUndeclared } from "../gateway-groups/refuse-undeclared.ts";
import { maintenanceView } from "../maintenance.ts";
import { portalCollection, portalProxy } from "../projections/portal-projections.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { requireReference } from "../references.ts";
import { refuseReservedPath } from "../reserved-paths.ts";
import { commonView } from "../resource-document.ts";
import type { Consequence, ResourceContext, ResourceKind } from "../resource-kind.ts";
import { nearCollections, placeOf } from "../widenings/near-collections.ts";
import { movesPlaces, trafficWarnings } from "../widenings/traffic-warnings.ts";
import { type CollectionDocument, collectionModel } from "./collection.model.ts";
import { type CollectionInput, collectionInput, collectionLater } from "./collection.schema.ts";
import { placesOf } from "./hosts.ts";
import { targetUrls } from "./target-urls.ts";
import { noUpstream } from "./upstream.schema.ts";

/** Whether two collections of one base path have a host in common. */
function sharePlace(one: CollectionDocument, other: CollectionDocument): boolean {
  const claimed = new Set(placesOf({ hosts: one.hosts ?? [], basePath: one.basePath }));
  return placesOf(other).some((place) => claimed.has(place));
}

export function collectionKind(context: ResourceContext): ResourceKind<CollectionDocument, CollectionInput> {
  const model = collectionModel(context.connection);
  const proxies = proxyModel(context.connection);

  function own(document: CollectionDocument) {
    const { name, description, basePath, targetEndpoint, credentialId, headers } = document;
    const upstream = { ...noUpstream, ...document.upstream };
    const { maxBodyBytes, gatewayGroups, portal, status } = document;
    return {
      name,
      description,
      hosts: document.hosts ?? [],
      basePath,
      targetEndpoint,
      upstream,
      credentialId,
      headers,
      maxBodyBytes,
      cors: document.cors ?? null,
      maintenance: maintenanceView(document.maintenance),
      gatewayGroups,
      // What was stored before there was such a choice allows nothing.
      portal: { ...portal, tokenRotation: portal.tokenRotation ?? false },
      status,
    };
  }

  const proxiesOf = (document: CollectionDocument, session: ClientSession) =>
    proxies.find({ collectionId: document._id.toHexString() }).session(session).lean();

  return {
    type: "collection",
    plural: "collections",
    model,
    input: collectionInput,
    later: collectionLater,
    filters: {
      status: (value) => value,
      basePath: (value) => value,
      credentialId: (value) => value,
      gatewayGroups: (value) => value,
    },
    nameOf: (input) => input.name,
    // Rules are lists: merging two of them would leave some of the old ones.
    replaced: ["cors"],
    toFields: ({ key: _key, labels: _labels, managedBy: _managedBy, ...fields }) => ({
      ...fields,
      places: placesOf(fields),
    }),
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...own(document),
    }),
    view: (document) => ({ ...commonView(document), ...own(document) }),
    async check(session, document, _before, actor) {
      refuseReservedPath(document.basePath, "basePath");
      await refuseUndeclared(context.connection, session, document.gatewayGroups);
      const targets = targetUrls(document);
      for (const url of targets) {
        const refused = context.checkEgress(url);
        if (refused !== undefined) throw refused;
      }
      const namesakes = await model.find({ basePath: document.basePath }).session(session).lean();
      const twin = namesakes.find((other) => !other._id.equals(document._id) && sharePlace(other, document));
      if (twin !== undefined)
        throw new AppError("conflict", { message: `The collection ${twin.key} already has this base path.` });
      await requireReference(
        session,
        credentialModel(context.connection),
        document.credentialId,
        "credentialId",
      );
      const path = document.targetEndpoint === null ? "upstream.targets" : "targetEndpoint";
      const uses = [document, ...(await proxiesOf(document, session))].map(
        ({ credentialId }) => credentialId,
      );
      const { tls } = document.upstream;
      for (const credentialId of new Set(uses)) {
        await refuseForeignTarget(context, session, { credentialId, targets, path });
        const use = { credentialId, targets, tls, path: "upstream.tls" };
        await refuseRetargetedTls(context, session, actor, use);
      }
    },
    async onWrite(session, document) {
      const { credentialId, upstream } = document;
      const pinned = await pinCredential(context, session, { credentialId, targets: targetUrls(document) });
      if (upstream.tls?.verify !== false) return pinned;
      // Whoever reads the audit sees at once that anybody between gateway and upstream can read along.
      const flagged = ["upstream.tls.verify is false: the upstream's certificate is not verified"];
      const none: Consequence = { writes: [], gateways: nothingForGroups, portal: [] };
      return { ...none, ...pinned, audit: { ...pinned?.audit, flagged } };
    },
    async widenings(session, change, staged) {
      const before = change.before === null ? null : placeOf(change.before);
      const after = change.after === null ? null : placeOf(change.after);
      if (!movesPlaces({ before, after })) return [];
      const id = (after ?? before)?.id ?? "";
      const paths = [before, after].flatMap((place) => (place === null ? [] : [place.basePath]));
      const others = await nearCollections(model, session, id, paths, staged);
      return trafficWarnings({ before, after }, others);
    },
    async referrers(session, document) {
      const clients = await clientModel(context.connection)
        .find({ collectionIds: document._id.toHexString() })
        .session(session)
        .lean();
      return clients.map((client) => `client ${client.key}`);
    },
    async onDelete(session, document) {
      const children = await proxiesOf(document, session);
      const ids = children.map((child) => child._id.toHexString());
      return {
        writes: children.map((child) => ({
          collection: proxies.collection.name,
          operation: { deleteOne: { filter: { _id: child._id } } },
        })),
        gateways: collectionGone(context, document, children),
        portal: ids.map((id) => ({ op: "delete" as const, kind: "proxy", id })),
        audit: { deletedProxies: children.map((child) => child.key), deletedProxyIds: ids },
      };
    },
    async project(session, document, before) {
      const portal = [portalCollection(document)];
      // Whether endpoints show depends on their collection, so they follow when that changes.
      if (
        before === null ||
        before.status !== document.status ||
        before.portal.visible !== document.portal.visible
      ) {
        for (const child of await proxiesOf(document, session)) portal.push(portalProxy(child, document));
      }
      return { gateways: collectionForGroups(context, before, document), portal };
    },
    unproject: (document) => {
      const gone = { op: "delete" as const, kind: "collection", id: document._id.toHexString() };
      return { gateways: nothingForGroups, portal: [gone] };
    },
  };
}
