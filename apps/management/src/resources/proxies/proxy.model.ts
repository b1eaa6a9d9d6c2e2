import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { ProxyInput } from "./proxy.schema.ts";

export type ProxyDocument = ResourceDocument &
  Omit<ProxyInput, "key" | "labels" | "managedBy"> & {
    /** The path with its parameters' names left out: two proxies of a collection must differ in it or in their methods. */
    shape: string;
    /** Since when it is deprecated; its own clients are told. */
    deprecatedAt?: Date | null;
  };

const schema = resourceSchema<ProxyDocument>(
  "proxies",
  {
    collectionId: { type: String, required: true },
    name: { type: String, required: true },
    description: String,
    methods: [String],
    path: { type: String, required: true },
    shape: { type: String, required: true },
    handler: Schema.Types.Mixed,
    headers: [Schema.Types.Mixed],
    params: [Schema.Types.Mixed],
    requestSchema: String,
    responseSchema: String,
    requestExample: String,
    responseExample: String,
    streaming: Boolean,
    retryable: { type: Boolean, default: false },
    credentialId: String,
    timeouts: Schema.Types.Mixed,
    maxBodyBytes: Number,
    capture: Schema.Types.Mixed,
    deprecated: Boolean,
    deprecatedAt: Date,
    sunset: Date,
    status: { type: String, required: true },
  },
  ["collectionId", "status", "credentialId"],
);
schema.index({ collectionId: 1, shape: 1 });

export const proxyModel = (connection: Connection) => modelOf(connection, "Proxy", schema);
