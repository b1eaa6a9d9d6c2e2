import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { Caller } from "../auth/caller.ts";
import type { TokenReader } from "../auth/caller-of-token.ts";
import type { Provider } from "./provider.ts";
import { RENEW_AFTER_MS, renewedByAnother, renewSession } from "./renew-session.ts";
import type { SessionDocument } from "./session.model.ts";
import type { SessionStore } from "./session-store.ts";

/** @throws AppError `session_expired` for one that is unknown, too old or was idle for too long */
export async function liveSession(
  store: SessionStore,
  cookie: string,
  idleMs: number,
): Promise<SessionDocument> {
  const session = await store.find(cookie);
  const now = Date.now();
  const ended =
    session === null || session.expiresAt.getTime() <= now || session.lastSeenAt.getTime() + idleMs <= now;
  if (ended) throw new AppError("session_expired");
  return session;
}

/** The session's caller by its access token, which is renewed when it has run out or is some minutes old. */
export async function callerOfSession(
  { provider, readToken, logger }: { provider: Provider; readToken: TokenReader; logger: Logger },
  store: SessionStore,
  session: SessionDocument,
  cookie: string,
): Promise<Caller> {
  const token = store.token(session, "accessToken") ?? "";
  const isOld = session.refreshedAt.getTime() + RENEW_AFTER_MS <= Date.now();
  const current = await readToken(token, "session").catch((error: unknown) => {
    if (error instanceof AppError && error.code === "token_expired") return undefined;
    throw error;
  });
  if (current !== undefined && (!isOld || session.refreshToken === null)) return current;
  try {
    const renewed = await renewSession(store, provider, session, cookie, logger);
    if (renewed === undefined && current !== undefined) return current;
    return await readToken(renewed ?? (await renewedByAnother(store, session, cookie)), "session");
  } catch (error) {
    // A provider that is away for a moment doesn't end sessions whose token still counts.
    const away = error instanceof AppError && error.code === "service_unavailable";
    if (current !== undefined && away) return current;
    throw error;
  }
}
