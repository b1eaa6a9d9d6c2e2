import { addressHash } from "@zerq/plane-protocol/address-hash";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import { PORTAL_KEY_ENTITY, type PortalEntity, type PortalKind } from "@zerq/plane-protocol/portal-entities";
import type { ClientDocument } from "../clients/client.model.ts";
import type { CollectionDocument } from "../collections/collection.model.ts";
import type { ProfileDocument } from "../profiles/profile.model.ts";
import type { ProxyDocument } from "../proxies/proxy.model.ts";
import type { ResourceContext } from "../resource-kind.ts";

/**
 * What the portal gets to know of a document: the catalogue, names, types and keyed hashes of addresses, and no secret at
 * all; with gateway-projections.ts the one place where config leaves management.
 */

function portalPut<K extends PortalKind>(kind: K, entity: PortalEntity<K>): EntityChange {
  return { op: "put", kind, id: entity.id, entity };
}

/** Only published, visible collections are in the portal's audience at all. */
export function portalCollection(document: CollectionDocument): EntityChange {
  const id = document._id.toHexString();
  if (!isVisible(document)) return { op: "delete", kind: "collection", id };
  const { name, description, basePath } = document;
  return portalPut("collection", { id, name, description, basePath, visible: true });
}

export function portalProxy(document: ProxyDocument, collection: CollectionDocument): EntityChange {
  const id = document._id.toHexString();
  if (!isVisible(collection) || document.status !== "published") return { op: "delete", kind: "proxy", id };
  const { collectionId, name, description, methods, path, deprecated } = document;
  const sunset = document.sunset?.toISOString() ?? null;
  return portalPut("proxy", { id, collectionId, name, description, methods, path, deprecated, sunset });
}

export function portalClient(context: ResourceContext, document: ClientDocument): EntityChange {
  const { name, description, collectionIds, active, hasPortalAccess } = document;
  return portalPut("client", {
    id: document._id.toHexString(),
    name,
    description,
    collectionIds,
    active,
    hasPortalAccess,
    addressHashes: document.authorizedEmails.map((address) => addressHash(context.addressKey, address)),
  });
}

/** Which PORTAL_KEY is in use: the portal then writes with the same. */
export function portalKey({ portalKeyName = "" }: ResourceContext): EntityChange {
  return portalPut("key", { id: PORTAL_KEY_ENTITY, name: portalKeyName });
}

export function portalProfile(document: ProfileDocument): EntityChange {
  const { clientId, name, authType, active } = document;
  const expiresAt = document.expiresAt?.getTime() ?? null;
  return portalPut("profile", {
    id: document._id.toHexString(),
    clientId,
    name,
    authType,
    active,
    expiresAt,
  });
}

function isVisible(collection: CollectionDocument): boolean {
  return collection.status === "published" && collection.portal.visible;
}
