import type { ActorContext } from "./change.ts";

/** The service itself as the one who changes something. @param request what it was doing, such as `set-up` */
export function systemActor(request: string): ActorContext {
  return {
    actor: { subject: "system", name: "Zerq management", kind: "system", roles: [] },
    request: { id: request, method: "", url: "", ip: "", userAgent: "" },
  };
}
