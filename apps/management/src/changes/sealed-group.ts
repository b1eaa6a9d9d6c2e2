import { randomId } from "@zerq/crypto/random";
import type { Signer } from "@zerq/crypto/signing";
import { type EntityChange, SCHEMA_VERSION, signDelta } from "@zerq/plane-protocol/delta";
import type { AuditContent, AuditEntry } from "../audit/audit.model.ts";
import { nextEntry } from "../audit/audit-chain.ts";
import type { ConfigVersion } from "../publishing/config-version.model.ts";
import type { Change, Plan } from "./change.ts";
import { gatewayAudience, type Head, portalAudience } from "./head.ts";

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

  get nextVersion(): number {
    return this.#head.version + 1;
  }

  /** The version that the change makes, with an entry for each of its drafts. When this throws, the group is as it was. */
  add(change: Change<unknown>, plan: Plan<unknown>): number {
    const changeId = randomId();
    const time = new Date();
    const version = this.nextVersion;
    const first = this.#head.sequence + 1;
    const { actor } = change.context;
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
    const at = { version, time: time.getTime() };
    const gateway = this.#delta(gatewayAudience, this.#head.deltaHashes.gateway, at, plan.gateway);
    const portal = this.#delta(portalAudience, this.#head.deltaHashes.portal, at, plan.portal);
    this.entries.push(...entries);
    this.versions.push({
      _id: version,
      changeId,
      time,
      actor: { subject: actor.subject, name: actor.name },
      action: plan.audit.action,
      resource: plan.audit.resource,
      auditSequence: first,
      deltas: { gateway: gateway.text, portal: portal.text },
    });
    const sequence = this.#head.sequence + entries.length;
    const deltaHashes = { gateway: gateway.hash, portal: portal.hash };
    this.#head = { ...this.#head, version, sequence, auditLink: link, deltaHashes };
    return version;
  }

  #delta(
    audience: string,
    previousHash: string,
    at: { version: number; time: number },
    changes: EntityChange[],
  ): { text: string; hash: string } {
    const { signer, deployment } = this.#sealing;
    const { epoch } = this.#head;
    const place = { schemaVersion: SCHEMA_VERSION, deployment, epoch, audience, previousHash } as const;
    return signDelta(signer, { ...place, ...at, changes });
  }

  newHead(): Pick<Head, "version" | "sequence" | "auditLink" | "deltaHashes"> {
    const { version, sequence, auditLink, deltaHashes } = this.#head;
    return { version, sequence, auditLink, deltaHashes };
  }
}
