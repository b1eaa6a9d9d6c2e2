import { AppError } from "@zerq/errors/app-error";
import express, { type ErrorRequestHandler, type Response, type Router } from "express";
import { splitQuery } from "../http/read-query.ts";
import { contextOf } from "../http/request-context.ts";
import { wantsPage } from "../http/wants-page.ts";
import type { SessionService } from "./session.service.ts";
import { sendSignInFailed } from "./sign-in-failed.ts";

/** The console's sign-in pages: redirects, so not part of the API's declared routes. */
export function sessionRoutes(sessions: SessionService, baseUrl: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use((_request, response, next) => {
    response.setHeader("Cache-Control", "no-store");
    next();
  });
  router.get("/sign-in", async (request, response) => {
    const { returnTo } = splitQuery(request.originalUrl);
    redirect(response, await sessions.beginSignIn(safeReturn(returnTo)));
  });
  router.get("/callback", async (request, response) => {
    // The provider's answer is read from our own base URL: the Host header has no say in it.
    redirect(response, await sessions.finishSignIn(request, `${baseUrl}${request.originalUrl}`));
  });
  router.post("/sign-out", async (request, response) => {
    const { location, cookies } = await sessions.signOut(request);
    response.setHeader("Set-Cookie", cookies);
    response.json({ location });
  });
  router.use(() => {
    throw new AppError("route_not_found");
  });
  router.use(forPeople);
  return router;
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
