import type { EncryptedField } from "@zerq/crypto/key-ring";
import { SealError } from "@zerq/crypto/sealed-value";
import { AppError } from "@zerq/errors/app-error";
import type { Secret } from "@zerq/logging/secret";
import type { ResourceContext } from "./resource-kind.ts";

/**
 * A secret of a resource, decrypted.
 * @param what it is, in words that name the resource
 * @throws AppError `secret_unreadable` when it was damaged, or encrypted for another place
 */
export function openStored(
  { ring }: Pick<ResourceContext, "ring">,
  stored: EncryptedField,
  place: readonly string[],
  what: string,
): Secret<string> {
  try {
    return ring.decryptField(stored, place);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new AppError("secret_unreadable", {
      message: `The stored ${what} can not be decrypted. Enter it again.`,
      log: error.message,
    });
  }
}
