import { Schema, type SchemaDefinition, Types } from "mongoose";

/** What every resource has (product.md section 1). `key` is unique per kind and survives export and apply. */
export type ResourceDocument = {
  _id: Types.ObjectId;
  key: string;
  labels: Record<string, string>;
  managedBy: string | null;
  createdAt: Date;
  updatedAt: Date;
  revision: number;
};

/** A resource's mongoose schema: the common fields, its own, and the unique key. */
export function resourceSchema<T extends ResourceDocument>(
  collection: string,
  own: SchemaDefinition,
): Schema<T> {
  const schema = new Schema(
    {
      key: { type: String, required: true },
      labels: { type: Schema.Types.Mixed, required: true },
      managedBy: { type: String, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      revision: { type: Number, required: true },
      ...own,
    },
    { collection, versionKey: false, minimize: false, strict: "throw" },
  );
  schema.index({ key: 1 }, { unique: true });
  schema.index({ managedBy: 1, createdAt: 1, _id: 1 });
  return schema as unknown as Schema<T>;
}

export const commonView = (document: ResourceDocument) => ({
  id: document._id.toHexString(),
  key: document.key,
  labels: document.labels,
  managedBy: document.managedBy,
  createdAt: document.createdAt.toISOString(),
  updatedAt: document.updatedAt.toISOString(),
  revision: document.revision,
});

export const objectId = (id: string) => new Types.ObjectId(id);
