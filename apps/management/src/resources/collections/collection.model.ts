import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { CollectionInput } from "./collection.schema.ts";

export type CollectionDocument = ResourceDocument &
  Omit<CollectionInput, "key" | "labels" | "managedBy"> & {
    /** Base path and hosts together, so that an index holds them apart. */
    places: string[];
  };

const schema = resourceSchema<CollectionDocument>(
  "collections",
  {
    name: { type: String, required: true },
    description: String,
    hosts: [String],
    places: [String],
    basePath: { type: String, required: true },
    targetEndpoint: { type: String, default: null },
    upstream: Schema.Types.Mixed,
    credentialId: String,
    headers: [Schema.Types.Mixed],
    maxBodyBytes: Number,
    cors: Schema.Types.Mixed,
    maintenance: Schema.Types.Mixed,
    gatewayGroups: [String],
    portal: Schema.Types.Mixed,
    status: { type: String, required: true },
  },
  ["status", "basePath", "credentialId", "gatewayGroups"],
);
// Sparse: collections of before hosts get their places after the indexes, at the start (migrations/).
schema.index({ places: 1 }, { unique: true, sparse: true });

export const collectionModel = (connection: Connection) => modelOf(connection, "Collection", schema);
