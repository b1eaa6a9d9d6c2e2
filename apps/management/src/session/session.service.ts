import type { IncomingMessage } from "node:http";
import type { KeyRing } from "@zerq/crypto/key-ring";
import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { Connection } from "mongoose";
import type { Caller } from "../auth/caller.ts";
import { refuseWeakSignIn, type TokenReader } from "../auth/caller-of-token.ts";
import { cookieNames, readCookie, setCookie } from "./cookies.ts";
import type { Provider } from "./provider.ts";
import { RENEW_AFTER_MS, renewedByAnother, renewSession } from "./renew-session.ts";
import type { SessionDocument } from "./session.model.ts";
import { createSessionStore, type SessionStore } from "./session-store.ts";
import { openSignInState, SIGN_IN_SECONDS, sealSignInState } from "./sign-in-state.ts";

export type SessionService = {
  cookieOf(request: IncomingMessage): string | undefined;
  /** @throws AppError `session_expired` or `csrf_failed` */
  callerOf(cookie: string, request: IncomingMessage): Promise<Caller>;
  beginSignIn(returnTo: string): Promise<{ location: string; cookies: string[] }>;
  /** @param callbackUrl the whole URL that the provider sent the browser to */
  finishSignIn(
    request: IncomingMessage,
    callbackUrl: string,
  ): Promise<{ location: string; cookies: string[] }>;
  signOut(request: IncomingMessage): Promise<{ location: string; cookies: string[] }>;
};

export type SessionOptions = {
  connection: Connection;
  ring: KeyRing;
  deployment: string;
  baseUrl: string;
  provider: Provider;
  readToken: TokenReader;
  requiredAcr: readonly string[];
  idleMs: number;
  maxMs: number;
  logger: Logger;
};

/** Sign-in of people by the provider, and the sessions of their browsers. */
export function createSessionService(options: SessionOptions): SessionService {
  const { ring, provider, baseUrl } = options;
  const store = createSessionStore(options.connection, ring, options.deployment);
  const names = cookieNames(baseUrl);
  const gone = [setCookie(names.session, "", names.secure, 0)];

  return {
    cookieOf: (request) => readCookie(request, names.session),
    async callerOf(cookie, request) {
      const session = await liveSession(store, cookie, options.idleMs);
      refuseForgery(session, request, baseUrl);
      const caller = await readCaller(options, store, session, cookie);
      // Once in a while is enough to tell an idle session, and spares a write for every call.
      if (session.lastSeenAt.getTime() + options.idleMs / 20 < Date.now()) await store.seen(session);
      return { ...caller, csrfToken: session.csrfToken };
    },
    async beginSignIn(returnTo) {
      const { url, state } = await provider.begin(returnTo);
      const sealed = sealSignInState(ring.sealingKey("session"), state);
      return { location: url, cookies: [setCookie(names.signIn, sealed, names.secure, SIGN_IN_SECONDS)] };
    },
    async finishSignIn(request, callbackUrl) {
      const keys = ring.all("session").map(({ key }) => key);
      const state = openSignInState(keys, readCookie(request, names.signIn));
      const tokens = await provider.finish(callbackUrl, state);
      refuseWeakSignIn({ acr: tokens.acr }, options.requiredAcr);
      const caller = await options.readToken(tokens.accessToken, "session");
      if (caller.subject !== tokens.subject)
        throw new AppError("unauthorized", { log: "access token and ID token are of different subjects" });
      // A new session at every sign-in: a cookie planted before it is worth nothing (session fixation).
      const old = readCookie(request, names.session);
      if (old !== undefined) await store.remove(old);
      const cookie = await store.create(tokens, options.maxMs);
      const seconds = Math.floor(options.maxMs / 1_000);
      return {
        location: state.returnTo,
        cookies: [
          setCookie(names.session, cookie, names.secure, seconds),
          setCookie(names.signIn, "", names.secure, 0),
        ],
      };
    },
    async signOut(request) {
      const cookie = readCookie(request, names.session);
      const session = cookie === undefined ? null : await store.find(cookie);
      if (cookie === undefined || session === null) return { location: "/", cookies: gone };
      refuseForgery(session, request, baseUrl);
      await store.remove(cookie);
      const location = await provider.signOutUrl(store.token(session, "idToken")).catch(() => undefined);
      return { location: location ?? "/", cookies: gone };
    },
  };
}

async function liveSession(store: SessionStore, cookie: string, idleMs: number): Promise<SessionDocument> {
  const session = await store.find(cookie);
  const now = Date.now();
  const ended =
    session === null || session.expiresAt.getTime() <= now || session.lastSeenAt.getTime() + idleMs <= now;
  if (ended) throw new AppError("session_expired");
  return session;
}

/** A change by cookie must come from our own page: its Origin, and the token only that page could read. */
function refuseForgery(session: SessionDocument, request: IncomingMessage, baseUrl: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const sameOrigin = request.headers.origin === new URL(baseUrl).origin;
  if (!sameOrigin || request.headers["x-csrf-token"] !== session.csrfToken) throw new AppError("csrf_failed");
}

/** The session's caller by its access token, which is renewed when it has run out or is some minutes old. */
async function readCaller(
  { provider, readToken, logger }: SessionOptions,
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
