import type { LogoutNotice } from "@zerq/auth/logout-token";
import { AppError } from "@zerq/errors/app-error";
import type { Connection } from "mongoose";
import type { AccessTrail } from "../audit/access-trail.ts";
import { isDuplicateKey } from "../changes/error-labels.ts";
import { logoutTokenModel } from "./logout-token.model.ts";
import type { SessionStore } from "./session-store.ts";

/** Longer than a token may be old, with every clock tolerance. */
const REMEMBER_MS = 30 * 60_000;

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
  connection: Connection;
  store: Pick<SessionStore, "removeOf">;
  verify(token: string): Promise<LogoutNotice>;
  trail: AccessTrail;
}): BackChannelLogout {
  const used = logoutTokenModel(parts.connection);
  return async (token, request) => {
    const { jti, subject, sid } = await parts.verify(token);
    try {
      await used.create({ _id: jti, expiresAt: new Date(Date.now() + REMEMBER_MS) });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new AppError("bad_request", { message: "The logout token is not valid.", log: "it came before" });
    }
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
