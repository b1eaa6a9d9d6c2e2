import type { EncryptedField } from "@zerq/crypto/key-ring";
import type { Secret } from "@zerq/logging/secret";
import { openStored } from "../open-stored.ts";
import type { ResourceContext } from "../resource-kind.ts";
import type { CredentialDocument } from "./credential.model.ts";
import { secretPlace } from "./secret-place.ts";

/** @throws AppError `secret_unreadable`, naming field and credential */
export function openStoredSecret(
  context: Pick<ResourceContext, "ring" | "deployment">,
  { _id, key }: Pick<CredentialDocument, "_id" | "key">,
  field: string,
  stored: EncryptedField,
): Secret<string> {
  const place = secretPlace(context.deployment, _id.toHexString(), field);
  return openStored(context, stored, place, `${field} of the credential ${key}`);
}
