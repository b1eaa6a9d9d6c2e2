import { LINK_LIFETIME_MS } from "@zerq/auth/magic-link";
import { browserCode, isBrowserToken, mintBrowserToken } from "@zerq/auth/magic-link-browser";
import { SESSION_LIFETIME_MS } from "@zerq/auth/portal-session";
import { AppError } from "@zerq/errors/app-error";
import express, { type Request, type Router } from "express";
import type { Metrics } from "../metrics.ts";
import type { AskForLink } from "../sign-in/ask-for-link.ts";
import type { OpenLink } from "../sign-in/open-link.ts";
import type { PortalKeys } from "../sign-in/portal-keys.ts";
import type { SessionStore } from "../sign-in/session-store.ts";
import type { PortalCookies } from "./cookies.ts";
import { askBody, openBody, parseBody } from "./parse-body.ts";
import { refuseForeignOrigin } from "./refuse-forgery.ts";

/** One text for every address. */
const ASKED = { message: "If this address has access, a mail with a sign-in link is on its way to it." };

/**
 * Signing in: `POST /sign-in` asks for a link, `GET /sign-in/code` is the short code of the browser that asked,
 * `POST /sign-in/open` makes a session of a link.
 */
export function signInRoutes(parts: {
  askForLink: AskForLink;
  openLink: OpenLink;
  sessions: SessionStore;
  keys: PortalKeys;
  cookies: PortalCookies;
  baseUrl: string;
  metrics: Metrics;
}): Router {
  const { askForLink, openLink, sessions, keys, cookies, baseUrl, metrics } = parts;
  const router = express.Router();

  function browserTokenOf(request: Request): string | undefined {
    const token = cookies.browser.read(request);
    return token !== undefined && isBrowserToken(token) ? token : undefined;
  }

  router.post("/sign-in", async (request, response) => {
    refuseForeignOrigin(request, baseUrl);
    const { email } = parseBody(askBody, request);
    // A browser that asks twice keeps its token, so that either link is good and one code is shown for both.
    const browserToken = browserTokenOf(request) ?? mintBrowserToken();
    await askForLink({ email, ip: ipOf(request), browserToken });
    response.setHeader("Set-Cookie", cookies.browser.set(browserToken, LINK_LIFETIME_MS));
    response.status(202).json(ASKED);
  });

  router.get("/sign-in/code", (request, response) => {
    const browserToken = browserTokenOf(request);
    if (browserToken === undefined) throw new AppError("not_found");
    response.json({ code: browserCode(keys.browser.used, browserToken) });
  });

  router.post("/sign-in/open", async (request, response) => {
    refuseForeignOrigin(request, baseUrl);
    const { token, code } = parseBody(openBody, request);
    const browserToken = browserTokenOf(request);
    const session = await openLink({ token, code, ip: ipOf(request), browserToken });
    // A session that this browser had before ends: its cookie is overwritten, so nobody could sign it out.
    const old = cookies.session.read(request);
    const oldSession = old === undefined ? undefined : await sessions.find(old);
    if (old !== undefined && oldSession !== undefined) await sessions.signOut(old, oldSession);
    metrics.countSignIn();
    response.setHeader("Set-Cookie", [
      cookies.session.set(session.reveal(), SESSION_LIFETIME_MS),
      cookies.browser.clear(),
    ]);
    response.status(204).end();
  });
  return router;
}

/** By the socket, or as trusted proxies say (Express's `trust proxy`). */
function ipOf(request: Request): string {
  return request.ip ?? "unknown";
}
