import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { CollectionInput } from "./collection.schema.ts";

export type CollectionDocument = ResourceDocument & Omit<CollectionInput, "key" | "labels" | "managedBy">;

const schema = resourceSchema<CollectionDocument>("collections", {
  name: { type: String, required: true },
  description: String,
  basePath: { type: String, required: true },
  targetEndpoint: { type: String, default: null },
  upstream: Schema.Types.Mixed,
  credentialId: String,
  headers: [Schema.Types.Mixed],
  maxBodyBytes: Number,
  gatewayGroups: [String],
  portal: Schema.Types.Mixed,
  status: { type: String, required: true },
});
schema.index({ basePath: 1 }, { unique: true });
schema.index({ createdAt: 1, _id: 1 });
schema.index({ credentialId: 1 });

export const collectionModel = (connection: Connection) => modelOf(connection, "Collection", schema);
