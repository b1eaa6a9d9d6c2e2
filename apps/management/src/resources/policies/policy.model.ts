import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { PolicyInput } from "./policy.schema.ts";

/** Documents from before there were quotas have none. */
export type PolicyDocument = ResourceDocument &
  Omit<PolicyInput, "key" | "labels" | "managedBy" | "quota"> &
  Partial<Pick<PolicyInput, "quota">>;

const schema = resourceSchema<PolicyDocument>("policies", {
  name: { type: String, required: true },
  description: String,
  rateLimit: Schema.Types.Mixed,
  quota: Schema.Types.Mixed,
  active: { type: Boolean, required: true },
  onLimiterFailure: { type: String, required: true },
});

export const policyModel = (connection: Connection) => modelOf(connection, "Policy", schema);
