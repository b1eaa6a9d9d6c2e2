import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { AnyBulkWriteOperation, ClientSession } from "mongoose";
import type { ConfigVersion } from "../publishing/config-version.model.ts";
import type { Warning } from "../resources/widenings/warning.ts";
import type { ForGroups, GroupChanges } from "./group-changes.ts";
import type { Reading } from "./transaction-documents.ts";

/** Who asked, and how: goes into the audit entry as it is. */
export type ActorContext = {
  actor: { subject: string; name: string; kind: "user" | "service" | "system"; roles: readonly string[] };
  request: { id: string; method: string; url: string; ip: string; userAgent: string };
  reason?: string;
};

/** What the audit says of a change; sequence, hashes, version and time are added when it is committed. */
export type AuditDraft = {
  action: string;
  resource: { type: string; id: string; key: string };
  /** The submitted body with secrets replaced by fingerprints. */
  body: unknown;
  before: unknown;
  after: unknown;
  /** What the change opens (docs/widenings.md); entries of before there were such notes have none. */
  widenings?: readonly Warning[];
};

export type DocumentWrite = { collection: string; operation: AnyBulkWriteOperation };

/** What a change does, once its checks have passed. */
export type Plan<T> = {
  writes: DocumentWrite[];
  audit: AuditDraft;
  /** Entries of their own for what else the change does: in the same version, under the same changeId. */
  alsoAudited?: readonly AuditDraft[];
  gateways: ForGroups;
  portal: EntityChange[];
  /** The gateway groups from this version on; a chain begins with it for each new one. Not set: as before. */
  declares?: readonly string[];
  /** From this version on everything is signed in the next epoch: what followers have of the one before counts no more. */
  raisesEpoch?: true;
  result: T;
};

/** The transaction that a plan runs in. */
export type Carrying = {
  /** The version that this change will make. */
  version: number;
  /** The epoch that the changes before it leave. */
  epoch: number;
  /** The declared gateway groups. */
  groups: readonly string[];
  /** What the changes before it in the same transaction leave in the audit, of which nothing is stored yet. */
  earlier(): readonly AuditDraft[];
  /** The versions that those changes make. */
  rows(): readonly Pick<ConfigVersion, "audienceDeltas">[];
  /**
   * Writes at once, for a plan whose later parts read what its earlier ones wrote.
   * @returns what each group gets to know of it
   */
  write(plan: Pick<Plan<unknown>, "writes" | "gateways" | "declares">): Promise<GroupChanges>;
};

/**
 * One change. `plan` runs inside the transaction and may run several times: it reads through the session, checks revision
 * and references, and returns what is to be written. A refusal (AppError) drops this change and no other.
 */
export type Change<T> = {
  context: ActorContext;
  /** What the plan is known to need, so that it can be read together with what others in the transaction need. */
  reads?: readonly Reading[];
  plan(session: ClientSession, carrying: Carrying): Promise<Plan<T>>;
};

/** A committed change: the version it made, and what its plan returned. */
export type Committed<T> = { version: number; result: T };
