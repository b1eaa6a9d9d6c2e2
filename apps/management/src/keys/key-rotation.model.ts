import { type KeyPurpose, keyPurposes } from "@zerq/crypto/wrapped-key";
import { type Connection, Schema } from "mongoose";
import { modelOf } from "../database/model-of.ts";

/**
 * `announced`: the new keys are there and every instance learns to read with them. `rewriting`: they are written with, and
 * what is under old data keys is encrypted anew. `done`: nothing readable is left under an old one.
 */
export const rotationStates = ["announced", "rewriting", "done"] as const;
export const rotationReasons = ["asked", "used-up"] as const;

/** A value that couldn't be encrypted anew because it doesn't open: it was damaged, or moved here from elsewhere. */
export type Unreadable = { collection: string; id: string; field: string };

/** Where the rewriting stands: an index of encryptedPlaces, and the last document's id in it (null: none yet). */
type RotationPosition = { place: number; after: unknown };

export type KeyRotation = {
  _id: string;
  state: (typeof rotationStates)[number];
  /** There is one open rotation at most. */
  open: boolean;
  reason: (typeof rotationReasons)[number];
  purposes: KeyPurpose[];
  newKeys: string[];
  startedBy: { subject: string; name: string };
  startedAt: Date;
  activatedAt: Date | null;
  finishedAt: Date | null;
  /** Documents to rewrite when the new keys came into use, and those that were rewritten since. */
  total: number;
  rewritten: number;
  /** Those of the pass under way. */
  rewrittenInPass: number;
  /** Rises with every batch that is recorded: two workers that meet don't count anything twice. */
  step: number;
  position: RotationPosition;
  unreadable: Unreadable[];
  /** Instances without which it can't go on. */
  waitingFor: string[];
};

const schema = new Schema<KeyRotation>(
  {
    _id: { type: String, required: true },
    state: { type: String, enum: rotationStates, required: true },
    open: { type: Boolean, required: true },
    reason: { type: String, enum: rotationReasons, required: true },
    purposes: [{ type: String, enum: keyPurposes }],
    newKeys: [String],
    startedBy: { subject: String, name: String },
    startedAt: Date,
    activatedAt: Date,
    finishedAt: Date,
    total: Number,
    rewritten: Number,
    rewrittenInPass: Number,
    step: Number,
    position: Schema.Types.Mixed,
    unreadable: [Schema.Types.Mixed],
    waitingFor: [String],
  },
  { versionKey: false, collection: "key_rotations" },
);
schema.index({ open: 1 }, { unique: true, partialFilterExpression: { open: true } });
schema.index({ startedAt: -1 });

export const keyRotationModel = (connection: Connection) =>
  modelOf<KeyRotation>(connection, "KeyRotation", schema);

export function openRotation(connection: Connection): Promise<KeyRotation | null> {
  return keyRotationModel(connection).findOne({ open: true }).lean<KeyRotation>().exec();
}

export function latestRotation(connection: Connection): Promise<KeyRotation | null> {
  return keyRotationModel(connection).findOne().sort({ startedAt: -1 }).lean<KeyRotation>().exec();
}
