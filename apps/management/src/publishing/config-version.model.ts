import { type Connection, Schema } from "mongoose";
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
  deltas: { gateway: string; portal: string };
};

const configVersionSchema = new Schema<ConfigVersion>(
  {
    _id: { type: Number, required: true },
    changeId: { type: String, required: true },
    time: { type: Date, required: true },
    actor: { subject: String, name: String },
    action: { type: String, required: true },
    resource: { type: new Schema({ type: { type: String }, id: String, key: String }, { _id: false }) },
    auditSequence: { type: Number, required: true },
    deltas: { gateway: String, portal: String },
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
