import { beginRotation } from "./begin-rotation.ts";
import type { KeyContext } from "./key-context.ts";
import { keyStatus, rotationView } from "./key-status.ts";
import type { KeyService } from "./keys.routes.ts";
import { rewrapKeys } from "./rewrap-keys.ts";

export function createKeyService(context: KeyContext): KeyService {
  return {
    status: () => keyStatus(context),
    rewrap: (actor) => rewrapKeys(context, actor),
    async rotate(actor, purposes) {
      const { rotation, version } = await beginRotation(context, actor, { purposes, reason: "asked" });
      return { rotation: rotationView(rotation), version };
    },
  };
}
