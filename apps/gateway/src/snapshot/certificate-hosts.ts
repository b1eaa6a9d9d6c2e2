import { HostSet } from "../tls/host-set.ts";
import type { CompiledCollection } from "./compile-collection.ts";
import type { Profile, RoutingTable } from "./routing-table.ts";

/**
 * The hosts at which somebody may have to show a certificate: those of the collections that clients with an active mtls
 * profile hold. One of their collections without hosts is served at every name, so every name is asked.
 */
export function certificateHosts(
  profiles: Iterable<Profile>,
  clients: RoutingTable["clients"],
  collections: ReadonlyMap<string, CompiledCollection>,
): HostSet {
  const hosts = new Set<string>();
  for (const { active, clientId } of profiles) {
    if (!active) continue;
    for (const id of clients.get(clientId)?.collectionIds ?? []) {
      const own = collections.get(id)?.hosts;
      if (own === undefined) continue;
      if (own.length === 0) return HostSet.everything;
      for (const host of own) hosts.add(host);
    }
  }
  return hosts.size === 0 ? HostSet.nothing : HostSet.of([...hosts]);
}
