import { AppError } from "@zerq/errors/app-error";
import type { ResourceContext } from "../resource-kind.ts";
import type { StoredSecret } from "./credential.model.ts";
import type { CredentialInput } from "./credential.schema.ts";
import type { SecretName } from "./credential-types.ts";
import { secretPlace } from "./secret-place.ts";

export type SecretInput = NonNullable<CredentialInput[SecretName]>;

/**
 * A secret as it is stored: a new value encrypted for its place, a reference as it is, and on `{set: true}` what is there
 * already.
 * @throws AppError `validation_failed` when there is nothing to keep, or something else than `{set: true, …}` says
 */
export function storeSecret(
  { ring, deployment }: Pick<ResourceContext, "ring" | "deployment">,
  place: { id: string; field: SecretName },
  input: SecretInput,
  existing: StoredSecret | undefined,
): StoredSecret {
  const { id, field } = place;
  if ("value" in input)
    return { source: "value", ...ring.encryptField(input.value, secretPlace(deployment, id, field)) };
  if ("env" in input && !("set" in input)) return { source: "env", env: input.env };
  if (!("set" in input)) return { source: "file", file: input.file };
  if (existing === undefined) throw refusal(field, "required", "there is no stored secret to keep");
  // It would be ignored otherwise.
  const stored: Record<string, unknown> = secretView(existing);
  if (Object.entries(input).some(([name, said]) => said !== undefined && said !== stored[name]))
    throw refusal(field, "invalid", "says set, but not what is set; leave set out to change it");
  return existing;
}

function refusal(path: string, code: string, message: string): AppError {
  return new AppError("validation_failed", { details: [{ path, code, message }] });
}

/** What a read says: that it is there and where it comes from. */
export function secretView(secret: StoredSecret) {
  if (secret.source === "value") return { set: true, source: "value" };
  return { set: true, ...secret };
}
