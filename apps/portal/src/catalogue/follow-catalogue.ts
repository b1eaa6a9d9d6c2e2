import type { KeyInUse } from "@zerq/crypto/shared-keys";
import type { Verifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import type { EntityStore } from "@zerq/plane-protocol/entity-store";
import { createFollower, type Follower } from "@zerq/plane-protocol/follower";
import type { FollowerTransport } from "@zerq/plane-protocol/follower-transport";
import type { KeptFile } from "@zerq/plane-protocol/kept-file";
import { PORTAL_KEY_ENTITY, type PortalEntity, portalEntities } from "@zerq/plane-protocol/portal-entities";
import { type Catalogue, createCatalogue } from "./catalogue.ts";

export type FollowedCatalogue = { catalogue: Catalogue; follower: Follower };

/** Follows the portal's signed projection into a catalogue; nothing unsigned, replayed or out of order gets in. */
export function followCatalogue(options: {
  deployment: string;
  verifier: Verifier;
  portalKey: KeyInUse;
  transport: FollowerTransport;
  log: Logger;
  /** What an earlier run has kept; undefined when nothing is. */
  kept?: KeptFile | undefined;
  /** Milliseconds between two looks at the head; the protocol's own when not given. */
  pollMs?: number;
}): FollowedCatalogue {
  const { deployment, verifier, portalKey, transport, log } = options;
  const catalogue = createCatalogue();
  const follower = createFollower({
    audience: "portal",
    deployment,
    verifier,
    transport,
    schemas: portalEntities,
    readKept: () => options.kept?.read() ?? Promise.resolve([]),
    onApplied(store, changes, status) {
      // Before anything else: with hashes that nobody can make here, no address would be known. What was in force stays.
      if (changes.some(({ kind }) => kind === "key")) followKey(portalKey, store);
      catalogue.apply(changes);
      for (const change of changes) {
        if (change.op !== "invalid") continue;
        const { kind, id, reason } = change;
        log.warn("an entity of the projection can't be understood and isn't shown", { kind, id, reason });
      }
      log.debug("projection applied", { version: status.version, changes: changes.length });
    },
    onProblem: (problem) => log.warn("the projection could not be followed", { problem: problem.message }),
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
  });
  return { catalogue, follower };
}

/** Writes from now on with the key that management is at. @throws Error when it isn't held here */
function followKey(portalKey: KeyInUse, store: EntityStore): void {
  const entity = store.get("key", PORTAL_KEY_ENTITY) as PortalEntity<"key"> | undefined;
  if (entity === undefined || portalKey.use(entity.name)) return;
  throw new Error(`the projection is under a PORTAL_KEY that this portal does not hold (${entity.name})`);
}
