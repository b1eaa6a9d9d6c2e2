import type { AdminAction, verifyAdminAction } from "@zerq/auth/keycloak-admin-action";
import type { AccessRecord } from "../audit/access.model.ts";
import type { AccessTrail } from "../audit/access-trail.ts";
import type { NotBefore } from "../auth/not-before.ts";
import type { SessionStore } from "./session-store.ts";
import type { UseOnce } from "./use-once.ts";

export type KeycloakCallback = (body: string, request: AccessRecord["request"]) => Promise<void>;

/**
 * What Keycloak posts to a client's admin URL: sessions that have ended, and the realm's not-before. Its word holds once, for
 * this client and for a moment.
 * @throws AppError `bad_request` for anything else
 */
export function createKeycloakCallback(parts: {
  verify(token: string): ReturnType<typeof verifyAdminAction>;
  useOnce: UseOnce;
  store: Pick<SessionStore, "removeOf">;
  notBefore: NotBefore;
  trail: AccessTrail;
}): KeycloakCallback {
  const { verify, useOnce, store, notBefore, trail } = parts;

  async function endSessions({ sessions }: AdminAction, request: AccessRecord["request"]): Promise<void> {
    for (const sid of sessions ?? []) {
      const ended = await store.removeOf({ subject: undefined, sid });
      if (ended.count > 0) await trail.write(record(ended.subject ?? "", sid, request, ended.count));
    }
  }

  async function revoke(
    { notBefore: seconds }: AdminAction,
    request: AccessRecord["request"],
  ): Promise<void> {
    await notBefore.raise(seconds ?? Math.floor(Date.now() / 1_000));
    await trail.write(record("", "", request, 1));
  }

  const handlers: Record<AdminAction["action"], typeof endSessions> = {
    // Without sessions it is about all of them.
    LOGOUT: (action, request) => (action.sessions === undefined ? revoke : endSessions)(action, request),
    PUSH_NOT_BEFORE: revoke,
  };
  return async (body, request) => {
    const action = await verify(body);
    await useOnce(`keycloak:${action.id}`);
    await handlers[action.action](action, request);
  };
}

function record(subject: string, sid: string, request: AccessRecord["request"], count: number): AccessRecord {
  return {
    actor: { subject, name: "", kind: "system", roles: [] },
    request,
    action: "session.ended-by-provider",
    outcome: "succeeded",
    resource: { type: "session", id: sid, key: subject },
    count,
  };
}
