import type { Verifier } from "@zerq/crypto/signing";
import type { Audience } from "./delta.ts";
import type { EntitySchemas, EntityStore, StoreChange } from "./entity-store.ts";
import type { FollowerStatus } from "./follower-status.ts";
import type { FollowerTransport } from "./follower-transport.ts";
import type { KeptKind, KeptRecord } from "./kept-records.ts";
import type { Turns } from "./turns.ts";

export type FollowerOptions = {
  audience: Audience;
  deployment: string;
  verifier: Verifier;
  transport: FollowerTransport;
  schemas: EntitySchemas;
  /**
   * Called after each verified step with what changed; the store is this follower's and is read, not kept. When it throws,
   * the version isn't counted as applied, and its changes come again with the next ones or the next poll.
   */
  onApplied(store: EntityStore, changes: readonly StoreChange[], status: FollowerStatus): void;
  /**
   * Called before onApplied with what a full snapshot has changed for a follower that serves already: the same work in turns,
   * so that onApplied only has to bring it into force. Nothing else is taken meanwhile.
   */
  prepare?(store: EntityStore, changes: readonly StoreChange[], version: number, turns: Turns): Promise<void>;
  onProblem(problem: Error): void;
  /** Called with everything that was refused or went wrong, however often it is the same. */
  onTrouble?(problem: Error): void;
  /** Called with the time of each head that has been proved and is newer than the one before. */
  onHead?(time: number): void;
  /** What was kept of an earlier run, in order: taken first, and proved as everything else is. */
  readKept?(): Promise<readonly KeptRecord[]>;
  /** Called with each message that has been proved and taken, as it came; each is then proved by its own signature. */
  onTaken?(kind: KeptKind, text: string): void;
  /** Where the entities are held; one of its own when not given. */
  store?: EntityStore;
  /** Milliseconds between two looks at the head. */
  pollMs?: number;
  /** Milliseconds within which published deltas come into force together, after the first of them; 0: each by itself. */
  coalesceMs?: number;
};
