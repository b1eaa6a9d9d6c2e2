import type { Verifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { createFollower, type Follower } from "@zerq/plane-protocol/follower";
import type { FollowerTransport } from "@zerq/plane-protocol/follower-transport";
import { portalEntities } from "@zerq/plane-protocol/portal-entities";
import { type Catalogue, createCatalogue } from "./catalogue.ts";

export type FollowedCatalogue = { catalogue: Catalogue; follower: Follower };

/** Follows the portal's signed projection into a catalogue; nothing unsigned, replayed or out of order gets in. */
export function followCatalogue(options: {
  deployment: string;
  verifier: Verifier;
  transport: FollowerTransport;
  log: Logger;
  /** Milliseconds between two looks at the head; the protocol's own when not given. */
  pollMs?: number;
}): FollowedCatalogue {
  const { deployment, verifier, transport, log } = options;
  const catalogue = createCatalogue();
  const follower = createFollower({
    audience: "portal",
    deployment,
    verifier,
    transport,
    schemas: portalEntities,
    onApplied(_store, changes, status) {
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
