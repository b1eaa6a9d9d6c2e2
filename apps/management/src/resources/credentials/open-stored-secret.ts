import type { EncryptedField } from "@zerq/crypto/key-ring";
import type { Secret } from "@zerq/logging/secret";
import type { ResourceContext } from "../resource-kind.ts";
import { openNamed } from "../unreadable-secret.ts";
import type { CredentialDocument } from "./credential.model.ts";
import { secretPlace } from "./secret-place.ts";

/** @throws AppError `stored_secret_unreadable`, naming field and credential */
export function openStoredSecret(
  { ring, deployment }: Pick<ResourceContext, "ring" | "deployment">,
  { _id, key }: Pick<CredentialDocument, "_id" | "key">,
  field: string,
  stored: EncryptedField,
): Secret<string> {
  const place = secretPlace(deployment, _id.toHexString(), field);
  return openNamed(`${field} of the credential ${key}`, () => ring.decryptField(stored, place));
}
