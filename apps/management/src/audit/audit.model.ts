import { type Connection, Schema } from "mongoose";
import type { ActorContext, AuditDraft } from "../changes/change.ts";
import { modelOf } from "../database/model-of.ts";

/** What is hashed into the leaf: everything that an auditor reads. */
export type AuditContent = ActorContext &
  AuditDraft & { sequence: number; version: number; changeId: string; time: string; outcome: "applied" };

/** An entry of the audit chain; see @zerq/crypto/hash-chain. Salt, leaf and link are base64. */
export type AuditEntry = { _id: number; salt: string; leaf: string; link: string; content: AuditContent };

const auditSchema = new Schema<AuditEntry>(
  {
    _id: { type: Number, required: true },
    salt: { type: String, required: true },
    leaf: { type: String, required: true },
    link: { type: String, required: true },
    content: { type: Schema.Types.Mixed, required: true },
  },
  { versionKey: false, collection: "audit_entries", minimize: false },
);
auditSchema.index({ "content.resource.id": 1, _id: -1 });
auditSchema.index({ "content.actor.subject": 1, _id: -1 });
auditSchema.index({ "content.action": 1, _id: -1 });
auditSchema.index({ "content.time": -1, _id: -1 });

export function auditModel(connection: Connection) {
  return modelOf<AuditEntry>(connection, "AuditEntry", auditSchema);
}
