import type { IncomingMessage } from "node:http";
import type { KeyRing } from "@zerq/crypto/key-ring";
import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { AccessRecord } from "../audit/access.model.ts";
import type { AccessTrail } from "../audit/access-trail.ts";
import type { Caller } from "../auth/caller.ts";
import { refuseWeakSignIn, type TokenReader } from "../auth/caller-of-token.ts";
import { auditedRequest } from "../http/request-context.ts";
import { cookieNames, readCookie, setCookie } from "./cookies.ts";
import type { Provider } from "./provider.ts";
import { refuseForgedSignOut } from "./refuse-forgery.ts";
import { callerOfSession, liveSession } from "./session-caller.ts";
import type { SessionStore } from "./session-store.ts";
import { openSignInState, SIGN_IN_SECONDS, sealSignInState } from "./sign-in-state.ts";

type Redirect = { location: string; cookies: string[] };

export type SessionService = {
  cookieOf(request: IncomingMessage): string | undefined;
  /** Whoever has signed in, also without any role; changes must be held to `refuseForgery`. @throws AppError `session_expired` */
  callerOf(cookie: string): Promise<Caller & { csrfToken: string; expiresAt: Date }>;
  beginSignIn(returnTo: string): Promise<Redirect>;
  /** @param callbackUrl the whole URL that the provider sent the browser to */
  finishSignIn(request: IncomingMessage, callbackUrl: string): Promise<Redirect>;
  /** @throws AppError `csrf_failed` */
  signOut(request: IncomingMessage): Promise<Redirect>;
};

export type SessionOptions = {
  store: SessionStore;
  ring: KeyRing;
  baseUrl: string;
  provider: Provider;
  readToken: TokenReader;
  trail: AccessTrail;
  requiredAcr: readonly string[];
  idleMs: number;
  maxMs: number;
  logger: Logger;
};

/** Sign-in of people by the provider, and the sessions of their browsers. */
export function createSessionService(options: SessionOptions): SessionService {
  const { ring, provider, baseUrl, store, trail, logger } = options;
  const names = cookieNames(baseUrl);
  const gone = [setCookie(names.session, "", names.secure, 0)];

  return {
    cookieOf: (request) => readCookie(request, names.session),
    async callerOf(cookie) {
      const session = await liveSession(store, cookie, options.idleMs);
      const caller = await callerOfSession(options, store, session, cookie);
      // Once in a while is enough to tell an idle session, and spares a write for every call.
      if (session.lastSeenAt.getTime() + options.idleMs / 20 < Date.now()) await store.seen(session);
      return { ...caller, csrfToken: session.csrfToken, expiresAt: session.expiresAt };
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
      // First, and waited for: there is no session whose sign-in isn't in the audit.
      await trail.write(recordOf("session.sign-in", caller, request));
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
      refuseForgedSignOut(session.csrfToken, request, baseUrl);
      const accessToken = store.token(session, "accessToken") ?? "";
      await store.remove(cookie);
      const unknown = { subject: session.subject, name: "", kind: "user", roles: [] } as const;
      const caller = await options.readToken(accessToken, "session").catch(() => unknown);
      // Nobody is kept signed in because the audit can't be written at the moment.
      trail.note(recordOf("session.sign-out", caller, request));
      const idToken = store.token(session, "idToken");
      const location = await provider.signOutUrl(idToken).catch((error: unknown) => {
        logger.warn("signing out at the provider is not possible", { error });
        return undefined;
      });
      return { location: location ?? "/", cookies: gone };
    },
  };
}

function recordOf(
  action: AccessRecord["action"],
  { subject, name, kind, roles }: Pick<Caller, "subject" | "name" | "kind" | "roles">,
  request: IncomingMessage,
): AccessRecord {
  return {
    actor: { subject, name, kind, roles },
    request: auditedRequest(request, pathOf(request)),
    action,
    outcome: "succeeded",
    resource: { type: "session", id: "", key: subject },
    count: 1,
  };
}

/** Without the query: the provider's code and state are in it. */
function pathOf(request: IncomingMessage & { originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? "").split("?")[0] ?? "";
}
