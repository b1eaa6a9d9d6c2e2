import { type Role, rolesAllow } from "@zerq/auth/permissions";
import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../../changes/change.ts";
import type { CredentialDocument } from "./credential.model.ts";
import { credentialShapes, type SecretName, secretsOf } from "./credential-types.ts";

/**
 * Whoever may edit must not be able to read: a kept secret can't be pointed at a new origin or another destination, unless
 * its owner's role says so (product.md section 1).
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
  const shape = credentialShapes[document.type];
  const { destinations = [] } = shape;
  const kept = secretsOf(shape).filter(
    (field) => !destinations.includes(field) && isKept(field, document, before),
  );
  const changed = [
    ...(document.origins.some((origin) => !before.origins.includes(origin)) ? ["origins"] : []),
    ...destinations.filter((field) => fieldOf(document, field) !== fieldOf(before, field)),
  ];
  if (kept.length === 0 || changed.length === 0) return;
  if (rolesAllow(actor.roles as Role[], "credentials:retarget")) return;
  throw new AppError("validation_failed", {
    message: `Where a secret goes can only be changed together with the secret: send ${kept.join(" and ")} again.`,
    details: changed.map((path) => ({
      path,
      code: "secret_required",
      message: "needs the secret entered again",
    })),
  });
}

/** A kept secret is the same object. */
function isKept(field: SecretName, document: CredentialDocument, before: CredentialDocument): boolean {
  return document.secrets[field] !== undefined && document.secrets[field] === before.secrets[field];
}

/** As text; a secret that was entered again has another nonce, so it is another text even when it says the same. */
function fieldOf({ secrets, fields }: CredentialDocument, field: string): string | undefined {
  return JSON.stringify({ ...fields, ...secrets }[field as keyof typeof fields]);
}
