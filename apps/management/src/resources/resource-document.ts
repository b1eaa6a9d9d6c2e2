import { Schema, type SchemaDefinition, Types } from "mongoose";

/** What every resource has (product.md section 1). `key` is unique per kind and survives export and apply. */
export type ResourceDocument = {
  _id: Types.ObjectId;
  key: string;
  labels: Record<string, string>;
  /** The labels as `name:value`, for the index: a label's name may hold dots, which a dotted path would split. */
  labelPairs: string[];
  managedBy: string | null;
  createdAt: Date;
  updatedAt: Date;
  revision: number;
};

export const labelPairs = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([name, value]) => `${name}:${value}`);

/**
 * A resource's mongoose schema: the common fields, its own, the unique key, and an index for every order and every filter of
 * its list, so that no page costs a look at the whole collection.
 * @param filters its own fields that lists are narrowed by, each for equality
 */
export function resourceSchema<T extends ResourceDocument>(
  collection: string,
  own: SchemaDefinition,
  filters: readonly string[] = [],
): Schema<T> {
  const schema = new Schema(
    {
      key: { type: String, required: true },
      labels: { type: Schema.Types.Mixed, required: true },
      labelPairs: [String],
      managedBy: { type: String, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      revision: { type: Number, required: true },
      ...own,
    },
    { collection, versionKey: false, minimize: false, strict: "throw" },
  );
  schema.index({ key: 1 }, { unique: true });
  for (const order of ["createdAt", "updatedAt", "name"]) schema.index({ [order]: 1, _id: 1 });
  for (const field of ["labelPairs", "managedBy", ...filters])
    schema.index({ [field]: 1, createdAt: 1, _id: 1 });
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
