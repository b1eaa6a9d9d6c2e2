import type { Audience } from "@zerq/plane-protocol/delta";
import { type Connection, Schema } from "mongoose";
import { type AudienceTexts, gatewayAudience, portalAudience } from "../changes/audiences.ts";
import { modelOf } from "../database/model-of.ts";

/** The outbox and the history: one row for each version, with the signed delta of every audience. */
export type ConfigVersion = {
  _id: number;
  changeId: string;
  time: Date;
  actor: { subject: string; name: string };
  action: string;
  resource: { type: string; id: string; key: string };
  auditSequence: number;
  /** Why it was made, when whoever made it said so. */
  reason?: string;
  /** The signed delta of every audience that there was. */
  audienceDeltas?: AudienceTexts;
  /** Rows of before there were groups have these two in its place. */
  deltas?: { gateway: string; portal: string };
};

/** The version's signed delta for an audience; undefined before its chain began. */
export function deltaOf(
  { audienceDeltas, deltas }: Pick<ConfigVersion, "audienceDeltas" | "deltas">,
  audience: Audience,
): string | undefined {
  if (audienceDeltas !== undefined) return audienceDeltas[audience];
  const former: AudienceTexts = { [gatewayAudience]: deltas?.gateway, [portalAudience]: deltas?.portal };
  return former[audience];
}

const configVersionSchema = new Schema<ConfigVersion>(
  {
    _id: { type: Number, required: true },
    changeId: { type: String, required: true },
    time: { type: Date, required: true },
    actor: { subject: String, name: String },
    action: { type: String, required: true },
    resource: { type: new Schema({ type: { type: String }, id: String, key: String }, { _id: false }) },
    auditSequence: { type: Number, required: true },
    reason: String,
    audienceDeltas: Schema.Types.Mixed,
    deltas: Schema.Types.Mixed,
  },
  { versionKey: false, collection: "config_versions" },
);
configVersionSchema.index({ "resource.id": 1, _id: -1 });
configVersionSchema.index({ "resource.key": 1, _id: -1 });
configVersionSchema.index({ "actor.subject": 1, _id: -1 });
configVersionSchema.index({ action: 1, _id: -1 });
configVersionSchema.index({ time: -1, _id: -1 });

export function configVersionModel(connection: Connection) {
  return modelOf<ConfigVersion>(connection, "ConfigVersion", configVersionSchema);
}
