import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { ClientInput } from "./client.schema.ts";

export type ClientDocument = ResourceDocument &
  Omit<ClientInput, "key" | "labels" | "managedBy"> & {
    /** What was taken away and not given again since: an applied document doesn't bring it back by itself (threat 31). */
    withdrawn?: Withdrawn;
  };

export type Withdrawn = { emails: string[]; portalAccess: boolean };

const schema = resourceSchema<ClientDocument>(
  "clients",
  {
    name: { type: String, required: true },
    description: String,
    email: { type: String, required: true },
    collectionIds: [String],
    policyId: String,
    active: { type: Boolean, required: true },
    hasPortalAccess: { type: Boolean, required: true },
    authorizedEmails: [String],
    withdrawn: Schema.Types.Mixed,
  },
  ["policyId", "collectionIds", "active"],
);
// Whether a client of a policy may call one of a group's collections (gateway-groups/group-reader.ts).
schema.index({ policyId: 1, collectionIds: 1 });

export const clientModel = (connection: Connection) => modelOf(connection, "Client", schema);
