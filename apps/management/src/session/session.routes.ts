import { AppError } from "@zerq/errors/app-error";
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from "express";
import { nobody, type RefusalLog } from "../audit/refusal-log.ts";
import { addressGroup } from "../http/address-group.ts";
import { readBytes } from "../http/read-body.ts";
import { readFormField } from "../http/read-form.ts";
import { splitQuery } from "../http/read-query.ts";
import { auditedRequest, contextOf } from "../http/request-context.ts";
import { Throttle } from "../http/throttle.ts";
import { wantsPage } from "../http/wants-page.ts";
import type { BackChannelLogout } from "./back-channel-logout.ts";
import type { KeycloakCallback } from "./keycloak-callbacks.ts";
import type { SessionService } from "./session.service.ts";
import { sendSignInFailed } from "./sign-in-failed.ts";

/** Calls of one address in a minute: each may make us ask the provider, or check a signature. */
const CALLS_PER_MINUTE = 300;
/** With the names of a thousand sessions. */
const MAX_ACTION_BYTES = 64 * 1_024;

export type SessionRouteParts = {
  sessions: SessionService;
  backChannelLogout: BackChannelLogout;
  /** Undefined unless the provider is Keycloak. */
  keycloakCallback: KeycloakCallback | undefined;
  refusals: RefusalLog;
  baseUrl: string;
};

/** The console's sign-in pages: redirects, so not part of the API's declared routes. */
export function sessionRoutes(parts: SessionRouteParts): Router {
  const { sessions, refusals, baseUrl } = parts;
  const router = express.Router({ caseSensitive: true, strict: true });
  const calls = new Throttle(CALLS_PER_MINUTE);
  router.use((request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    calls.count(addressGroup(contextOf(request).ip));
    next();
  });
  router.get("/sign-in", async (request, response) => {
    const { returnTo } = splitQuery(request.originalUrl);
    redirect(response, await sessions.beginSignIn(safeReturn(returnTo)));
  });
  router.get("/callback", async (request, response) => {
    // The provider's answer is read from our own base URL: the Host header has no say in it.
    const finishing = sessions.finishSignIn(request, `${baseUrl}${request.originalUrl}`);
    redirect(response, await finishing.catch((error: unknown) => refuseSignIn(refusals, request, error)));
  });
  router.get("/session", async (request, response) => {
    response.json(await describeSession(sessions, request));
  });
  router.post("/sign-out", async (request, response) => {
    const signingOut = sessions.signOut(request);
    const { location, cookies } = await signingOut.catch((error: unknown) =>
      refuseSignOut(parts, request, error),
    );
    response.setHeader("Set-Cookie", cookies);
    response.json({ location });
  });
  router.use(providerRoutes(parts));
  router.use(() => {
    throw new AppError("route_not_found");
  });
  router.use(forPeople);
  return router;
}

/** Where the provider says that sessions have ended. */
function providerRoutes({ backChannelLogout, keycloakCallback }: SessionRouteParts): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.post("/back-channel-logout", async (request, response) => {
    const token = await readFormField(request, "logout_token");
    await backChannelLogout(token, auditedRequest(request, pathOf(request)));
    response.status(200).end();
  });
  if (keycloakCallback !== undefined)
    router.post(["/keycloak/k_logout", "/keycloak/k_push_not_before"], async (request, response) => {
      const body = (await readBytes(request, MAX_ACTION_BYTES)).toString("utf8");
      await keycloakCallback(body, auditedRequest(request, pathOf(request)));
      response.status(204).end();
    });
  return router;
}

function pathOf(request: Request): string {
  return request.originalUrl.split("?")[0] ?? "";
}

/** Who is signed in, whatever their roles: so that somebody without any can sign out again. */
async function describeSession(sessions: SessionService, request: Request): Promise<object> {
  const cookie = sessions.cookieOf(request);
  if (cookie === undefined) throw new AppError("session_expired", { log: "no session cookie" });
  if (request.headers.authorization !== undefined)
    throw new AppError("bad_request", { message: "This endpoint is for the session cookie alone." });
  const { subject, name, roles, csrfToken, expiresAt } = await sessions.callerOf(cookie);
  return { subject, name, roles, csrfToken, expiresAt: expiresAt.toISOString() };
}

/** A failed sign-in is in the audit, without the query: it may hold somebody's code. */
function refuseSignIn(refusals: RefusalLog, request: Request, error: unknown): never {
  if (error instanceof AppError && error.status < 500)
    refusals.unauthenticated({
      actor: nobody,
      request: auditedRequest(request, pathOf(request)),
      action: "session.sign-in",
      resource: { type: "session", id: "", key: "" },
      code: error.code,
    });
  throw error;
}

/** A forged sign-out is in the audit with the person whose session it came with. */
async function refuseSignOut(parts: SessionRouteParts, request: Request, error: unknown): Promise<never> {
  const { sessions, refusals } = parts;
  if (error instanceof AppError && error.status === 403) {
    const caller = await sessions.callerOf(sessions.cookieOf(request) ?? "").catch(() => undefined);
    if (caller !== undefined)
      refusals.forbidden({
        actor: { subject: caller.subject, name: caller.name, kind: caller.kind, roles: caller.roles },
        request: auditedRequest(request, pathOf(request)),
        action: "session.sign-out",
        resource: { type: "session", id: "", key: caller.subject },
        code: error.code,
      });
  }
  throw error;
}

/** A person gets a page; the log and everybody else get the error as everywhere. */
const forPeople: ErrorRequestHandler = (error, request, response, next) => {
  const isRefusal = error instanceof AppError && error.status < 500;
  if (isRefusal && wantsPage(request)) sendSignInFailed(response, error, contextOf(request).requestId);
  else next(error);
};

function redirect(response: Response, { location, cookies }: { location: string; cookies: string[] }): void {
  response.setHeader("Set-Cookie", cookies);
  response.redirect(303, location);
}

/** A path of our own, else the start page: never another site (open redirect). */
function safeReturn(value: string | undefined): string {
  return value !== undefined && /^\/(?![/\\])[\w\-./?=&%]*$/.test(value) ? value : "/";
}
