import type { PortalEntity } from "@zerq/plane-protocol/portal-entities";

/** What the API tells of the projection's entities: each member is named here, so that a new one is shown by decision. */

export function clientView({ id, name, description }: PortalEntity<"client">) {
  return { id, name, description };
}

export function collectionSummary(collection: PortalEntity<"collection">, endpointCount: number) {
  const { id, name, description, basePath } = collection;
  return { id, name, description, basePath, endpointCount };
}

export function collectionView(
  collection: PortalEntity<"collection">,
  endpoints: readonly PortalEntity<"proxy">[],
  profiles: readonly PortalEntity<"profile">[],
  now: number,
) {
  return {
    ...collectionSummary(collection, endpoints.length),
    endpoints: endpoints.map((endpoint) => endpointView(endpoint, collection.basePath)),
    profiles: profiles.map((profile) => profileView(profile, now)),
  };
}

function endpointView(endpoint: PortalEntity<"proxy">, basePath: string) {
  const { id, name, description, methods, path, deprecated, sunset } = endpoint;
  // A base path is "/" or ends without a slash; the gateway matches the two parts the same way.
  const fullPath = `${basePath === "/" ? "" : basePath}${path}`;
  return { id, name, description, methods, path, fullPath, deprecated, sunset };
}

function profileView({ id, name, authType, active, expiresAt }: PortalEntity<"profile">, now: number) {
  return {
    id,
    name,
    authType,
    /** Whether it can be used at this moment. */
    active: active && (expiresAt === null || now < expiresAt),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  };
}
