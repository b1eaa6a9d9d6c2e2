import type { LogoutNotice } from "@zerq/auth/logout-token";
import type { AccessTrail } from "../audit/access-trail.ts";
import type { SessionStore } from "./session-store.ts";
import type { UseOnce } from "./use-once.ts";

export type BackChannelLogout = (
  logoutToken: string,
  request: Parameters<AccessTrail["write"]>[0]["request"],
) => Promise<void>;

/**
 * Ends sessions because the provider says that they have ended there (OpenID Connect Back-Channel Logout 1.0). The provider's
 * word is used once, whichever instance it comes to.
 * @throws AppError `bad_request` for a token that isn't valid or has come before, `service_unavailable`
 */
export function createBackChannelLogout(parts: {
  store: Pick<SessionStore, "removeOf">;
  verify(token: string): Promise<LogoutNotice>;
  useOnce: UseOnce;
  trail: AccessTrail;
}): BackChannelLogout {
  return async (token, request) => {
    const { jti, subject, sid } = await parts.verify(token);
    await parts.useOnce(jti);
    const ended = await parts.store.removeOf({ subject, sid });
    if (ended.count === 0) return;
    await parts.trail.write({
      actor: { subject: ended.subject ?? "", name: "", kind: "system", roles: [] },
      request,
      action: "session.ended-by-provider",
      outcome: "succeeded",
      resource: { type: "session", id: sid ?? "", key: ended.subject ?? "" },
      count: ended.count,
    });
  };
}
