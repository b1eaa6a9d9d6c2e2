import type { Signature } from "@zerq/crypto/signing";
import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/** A signed statement: at this time the chain ended at this sequence (`_id`) with this link. */
export type Checkpoint = Signature & { _id: number; link: string; time: string };

const schemaIn = (collection: string) =>
  new Schema<Checkpoint>(
    {
      _id: { type: Number, required: true },
      link: { type: String, required: true },
      time: { type: String, required: true },
      alg: { type: String, required: true },
      keyId: { type: String, required: true },
      sig: { type: String, required: true },
    },
    { versionKey: false, collection },
  );
const checkpointSchema = schemaIn("audit_checkpoints");
const accessCheckpointSchema = schemaIn("access_checkpoints");

export function checkpointModel(connection: Connection) {
  return modelOf<Checkpoint>(connection, "AuditCheckpoint", checkpointSchema);
}

/** Those of the access chain. */
export function accessCheckpointModel(connection: Connection) {
  return modelOf<Checkpoint>(connection, "AccessCheckpoint", accessCheckpointSchema);
}
