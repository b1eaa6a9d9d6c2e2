import { AppError } from "@zerq/errors/app-error";
import { beginRotation } from "./begin-rotation.ts";
import type { KeyContext } from "./key-context.ts";
import { keyStatus, rotationView } from "./key-status.ts";
import type { KeyService } from "./keys.routes.ts";
import { rewrapKeys } from "./rewrap-keys.ts";
import { VaultError } from "./vault-client.ts";

export function createKeyService(context: KeyContext): KeyService {
  return {
    status: () => keyStatus(context),
    rewrap: (actor) => rewrapKeys(context, actor).catch(asUnavailable),
    async rotate(actor, purposes) {
      const begun = await beginRotation(context, actor, { purposes, reason: "asked" }).catch(asUnavailable);
      return { rotation: rotationView(begun.rotation), version: begun.version };
    },
  };
}

/** What Vault said is for the log; the caller learns where to look. */
function asUnavailable(error: unknown): never {
  if (!(error instanceof VaultError)) throw error;
  throw new AppError("service_unavailable", {
    message: "The key provider refuses or does not answer. Management's log says why.",
    log: error.message,
    cause: error,
  });
}
