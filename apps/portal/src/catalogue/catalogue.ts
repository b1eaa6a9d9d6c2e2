import type { StoreChange } from "@zerq/plane-protocol/entity-store";
import { type PortalEntity, type PortalKind, portalEntities } from "@zerq/plane-protocol/portal-entities";
import { Grouped } from "./grouped.ts";

type Collection = PortalEntity<"collection">;
type Proxy = PortalEntity<"proxy">;
type Client = PortalEntity<"client">;
type Profile = PortalEntity<"profile">;

/** The projection as the portal asks for it: who may sign in with an address, and what a client sees. */
export type Catalogue = {
  /**
   * Clients an address may sign in for at this moment: active, with portal access, and naming the address.
   * @param addressHashes the address under every key that it may be hashed with
   */
  clientsOf(addressHashes: readonly string[]): Client[];
  /** The client's collections, by name. */
  collectionsOf(client: Client): Collection[];
  /** One of the client's collections; undefined for any other, whether it exists or not. */
  collectionOf(client: Client, collectionId: string): Collection | undefined;
  /** Published endpoints, by path. */
  endpointsOf(collectionId: string): Proxy[];
  profilesOf(clientId: string): Profile[];
};

export type CatalogueIndex = Catalogue & { apply(changes: readonly StoreChange[]): void };

/**
 * Holds the entities and the two ways into them that the store hasn't: by address and by owner. What can't be understood
 * is not there at all: a client that this version can't read has no access.
 */
export function createCatalogue(): CatalogueIndex {
  const collections = new Grouped<Collection>(() => []);
  const clients = new Grouped<Client>((client) => client.addressHashes);
  const proxies = new Grouped<Proxy>((proxy) => [proxy.collectionId]);
  const profiles = new Grouped<Profile>((profile) => [profile.clientId]);
  // The follower has checked each entity by its kind's schema.
  const kinds: Record<PortalKind, { put(id: string, entity: unknown): void; remove(id: string): void }> = {
    collection: collections as Grouped<unknown>,
    client: clients as Grouped<unknown>,
    proxy: proxies as Grouped<unknown>,
    profile: profiles as Grouped<unknown>,
    // Nothing to be shown; it is looked at before (follow-catalogue.ts).
    key: { put: () => undefined, remove: () => undefined },
  };

  return {
    apply(changes) {
      for (const change of changes) {
        if (!isPortalKind(change.kind)) continue;
        if (change.op === "put") kinds[change.kind].put(change.id, change.entity);
        else kinds[change.kind].remove(change.id);
      }
    },
    clientsOf: (addressHashes) =>
      [...new Set(addressHashes.flatMap((hash) => clients.of(hash)))].filter(mayEnter).sort(byName),
    collectionsOf: (client) =>
      client.collectionIds
        .map((id) => collections.get(id))
        .filter((collection) => collection !== undefined)
        .sort(byName),
    collectionOf: (client, id) => (client.collectionIds.includes(id) ? collections.get(id) : undefined),
    endpointsOf: (collectionId) =>
      proxies.of(collectionId).sort((a, b) => a.path.localeCompare(b.path, "en") || byName(a, b)),
    profilesOf: (clientId) => profiles.of(clientId).sort(byName),
  };
}

function mayEnter(client: Client): boolean {
  return client.active && client.hasPortalAccess;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name, "en");
}

function isPortalKind(kind: string): kind is PortalKind {
  return Object.hasOwn(portalEntities, kind);
}
