import { type Role, rolesAllow } from "@zerq/auth/permissions";
import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../../changes/change.ts";
import type { CredentialDocument } from "./credential.model.ts";

/**
 * Whoever may edit must not be able to read: a kept secret can't be pointed at a new origin, unless its owner's role says
 * so (product.md section 1).
 * @throws AppError `validation_failed`
 */
export function refuseRedirectedSecret(
  document: CredentialDocument,
  before: CredentialDocument | null,
  actor: ActorContext["actor"],
): void {
  if (before === null) return;
  if (before.origins.length > 0 && document.origins.length === 0) {
    throw new AppError("validation_failed", {
      details: [
        { path: "origins", code: "too_small", message: "can't be emptied; the secret could go anywhere" },
      ],
    });
  }
  const isKept = document.secrets.apiKey === before.secrets.apiKey;
  const added = document.origins.filter((origin) => !before.origins.includes(origin));
  if (!isKept || added.length === 0 || rolesAllow(actor.roles as Role[], "credentials:retarget")) return;
  throw new AppError("validation_failed", {
    message: "Where a secret goes can only be changed together with the secret: send apiKey again.",
    details: [{ path: "origins", code: "secret_required", message: "needs the secret entered again" }],
  });
}
