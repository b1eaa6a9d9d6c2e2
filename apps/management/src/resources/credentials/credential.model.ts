import type { EncryptedField } from "@zerq/crypto/key-ring";
import type { Connection } from "mongoose";
import { Schema } from "mongoose";
import { modelOf } from "../../database/model-of.ts";
import { type ResourceDocument, resourceSchema } from "../resource-document.ts";
import type { CredentialType, PlainName, SecretName } from "./credential-types.ts";

/** A secret at rest: encrypted under a data key, or the name that the gateway resolves. */
export type StoredSecret =
  | ({ source: "value" } & EncryptedField)
  | { source: "env"; env: string }
  | { source: "file"; file: string };

export type CredentialDocument = ResourceDocument & {
  name: string;
  description: string;
  type: CredentialType;
  fields: Partial<Record<PlainName, string | string[] | number | boolean>>;
  secrets: Partial<Record<SecretName, StoredSecret>>;
  origins: string[];
  /** When the client certificate of type mtls ends, where it was given as a value: the earliest of its chain. */
  expiries: Date[];
};

const schema = resourceSchema<CredentialDocument>(
  "credentials",
  {
    name: { type: String, required: true },
    description: String,
    type: { type: String, required: true },
    fields: Schema.Types.Mixed,
    secrets: Schema.Types.Mixed,
    origins: [String],
    expiries: [Date],
  },
  ["type"],
);
schema.index({ expiries: 1 });

export const credentialModel = (connection: Connection) => modelOf(connection, "Credential", schema);
