import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { Provider } from "./provider.ts";
import type { SessionDocument } from "./session.model.ts";
import type { SessionStore } from "./session-store.ts";

/** How old a session's tokens get: after this time the provider is asked whether the person still has their roles. */
export const RENEW_AFTER_MS = 5 * 60_000;
/** How long one request waits for the tokens that another one is just fetching. */
const PATIENCE_MS = 5_000;

/**
 * Renews a session's tokens by its refresh token. Only one request does it, in whatever process: providers take a refresh
 * token that comes twice for a stolen one and end the session.
 * @returns the new access token; undefined when another request is renewing it
 * @throws AppError `session_expired` when the provider has ended it, `service_unavailable` when it doesn't answer
 */
export async function renewSession(
  store: SessionStore,
  provider: Provider,
  session: SessionDocument,
  cookie: string,
  logger: Logger,
): Promise<string | undefined> {
  const refreshToken = store.token(session, "refreshToken");
  if (refreshToken === undefined) throw new AppError("session_expired", { log: "no refresh token" });
  if (!(await store.claimRenewal(session))) return undefined;
  let tokens: Awaited<ReturnType<Provider["refresh"]>>;
  try {
    tokens = await provider.refresh(refreshToken);
  } catch (error) {
    logger.warn("a session's tokens could not be renewed", { error });
    throw new AppError("service_unavailable", {
      message: "The identity provider can not be reached at the moment.",
      log: String(error),
      headers: { "Retry-After": "5" },
    });
  }
  if (tokens === undefined) {
    await store.remove(cookie);
    throw new AppError("session_expired", { log: "the provider refuses the refresh token" });
  }
  await store.renew(session, tokens);
  return tokens.accessToken;
}

/** @throws AppError `session_expired` when the other request didn't get new tokens either */
export async function renewedByAnother(
  store: SessionStore,
  before: SessionDocument,
  cookie: string,
): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    const now = await store.find(cookie);
    if (now === null) break;
    const renewed =
      now.accessToken.ct !== before.accessToken.ct ? store.token(now, "accessToken") : undefined;
    if (renewed !== undefined) return renewed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new AppError("session_expired", { log: "another request did not renew the tokens" });
}
