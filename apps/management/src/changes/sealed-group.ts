import { randomId } from "@zerq/crypto/random";
import type { Signer } from "@zerq/crypto/signing";
import { AppError } from "@zerq/errors/app-error";
import { type Audience, type EntityChange, signDelta } from "@zerq/plane-protocol/delta";
import { SCHEMA_VERSION } from "@zerq/plane-protocol/later-schema";
import type { AuditContent, AuditEntry } from "../audit/audit.model.ts";
import { nextEntry } from "../audit/audit-chain.ts";
import type { ConfigVersion } from "../publishing/config-version.model.ts";
import { groupAudience, groupsOf, portalAudience } from "./audiences.ts";
import type { AuditDraft, Change, Plan } from "./change.ts";
import type { GroupChanges } from "./group-changes.ts";
import type { Head } from "./head.ts";

/** Most bytes of one version's signed deltas together: its row must stay below MongoDB's 16 MB for a document. */
const MAX_DELTA_BYTES = 15_000_000;

/** Gives each change of a group its version, audit entry and signed deltas, in order. */
export class SealedGroup {
  readonly entries: AuditEntry[] = [];
  readonly versions: ConfigVersion[] = [];
  readonly #sealing: { signer: Signer; deployment: string };
  #head: Head;

  constructor(sealing: { signer: Signer; deployment: string }, head: Head) {
    this.#sealing = sealing;
    this.#head = head;
  }

  /** The declared gateway groups. */
  get groups(): string[] {
    return groupsOf(this.#head.audienceHashes);
  }

  /** What the changes so far leave in the audit. */
  get drafts(): AuditDraft[] {
    return this.entries.map(({ content }) => content);
  }

  get epoch(): number {
    return this.#head.epoch;
  }

  get nextVersion(): number {
    return this.#head.version + 1;
  }

  /**
   * The version that the change makes, with an entry for each of its drafts. When this throws, the group is as it was.
   * @throws AppError `validation_failed` when it is too much for one version
   */
  add(change: Change<unknown>, plan: Plan<unknown>, gateways: GroupChanges): void {
    const changeId = randomId();
    const time = new Date();
    const version = this.nextVersion;
    const first = this.#head.sequence + 1;
    const { actor, reason } = change.context;
    const entries: AuditEntry[] = [];
    let link = this.#head.auditLink;
    for (const draft of [plan.audit, ...(plan.alsoAudited ?? [])]) {
      const entry = nextEntry<AuditContent>(link, {
        sequence: first + entries.length,
        version,
        changeId,
        time: time.toISOString(),
        outcome: "applied",
        ...change.context,
        ...draft,
      });
      entries.push(entry);
      link = entry.link;
    }
    const epoch = this.epoch + (plan.raisesEpoch === true ? 1 : 0);
    const at = { epoch, version, time: time.getTime() };
    const { hashes, deltas } = this.#sign(at, [
      ...(plan.declares ?? this.groups).map(
        (group) => [groupAudience(group), gateways.get(group) ?? []] as const,
      ),
      [portalAudience, plan.portal],
    ]);
    this.entries.push(...entries);
    this.versions.push({
      _id: version,
      changeId,
      time,
      actor: { subject: actor.subject, name: actor.name },
      action: plan.audit.action,
      resource: plan.audit.resource,
      auditSequence: first,
      ...(reason !== undefined && { reason }),
      audienceDeltas: deltas,
    });
    const sequence = this.#head.sequence + entries.length;
    this.#head = { ...this.#head, epoch, version, sequence, auditLink: link, audienceHashes: hashes };
  }

  /** A delta for every audience, whether it learns something or not: each chain has every version since it began. */
  #sign(
    at: { epoch: number; version: number; time: number },
    learning: readonly (readonly [Audience, readonly EntityChange[]])[],
  ) {
    const { signer, deployment } = this.#sealing;
    const { audienceHashes } = this.#head;
    const hashes: Partial<Record<Audience, string>> = {};
    const deltas: Partial<Record<Audience, string>> = {};
    let bytes = 0;
    for (const [audience, changes] of learning) {
      const previousHash = audienceHashes[audience] ?? "";
      const place = { schemaVersion: SCHEMA_VERSION, deployment, audience, previousHash } as const;
      const { text, hash } = signDelta(signer, { ...place, ...at, changes: [...changes] });
      hashes[audience] = hash;
      deltas[audience] = text;
      bytes += Buffer.byteLength(text);
    }
    if (bytes > MAX_DELTA_BYTES) throw tooMuch();
    return { hashes, deltas };
  }

  newHead(): Pick<Head, "epoch" | "version" | "sequence" | "auditLink" | "audienceHashes"> {
    const { epoch, version, sequence, auditLink, audienceHashes } = this.#head;
    return { epoch, version, sequence, auditLink, audienceHashes };
  }
}

function tooMuch(): AppError {
  return new AppError("validation_failed", {
    message: "This changes too much at once. Send it in several parts.",
    details: [{ path: "", code: "too_big", message: "is more than one config version can hold" }],
  });
}
