import { sessionCsrfToken } from "@zerq/auth/portal-session";
import { AppError } from "@zerq/errors/app-error";
import express, { type Router } from "express";
import { addressHashes, type PortalKeys } from "../sign-in/portal-keys.ts";
import type { SessionStore } from "../sign-in/session-store.ts";
import type { CookieJar } from "./cookies.ts";
import type { SessionReader } from "./session-reader.ts";
import { clientView } from "./views.ts";

/**
 * The session: `GET /me`, `GET /clients` (whom the address may look at), `POST /clients/:id/choose`, `POST /sign-out`,
 * `POST /sign-out-everywhere`. Every change needs the `x-csrf-token` that /me tells, and our own origin.
 */
export function sessionRoutes(parts: {
  reader: SessionReader;
  sessions: SessionStore;
  keys: PortalKeys;
  cookie: CookieJar;
  gatewayUrl: string;
}): Router {
  const { reader, sessions, keys, cookie, gatewayUrl } = parts;
  const router = express.Router();

  router.get("/me", async (request, response) => {
    const { token, session, clients } = await reader.developerOf(request);
    const chosen = clients.find(({ id }) => id === session.clientId);
    response.json({
      email: session.address,
      client: chosen === undefined ? null : clientView(chosen),
      clientCount: clients.length,
      expiresAt: new Date(session.expiresAt).toISOString(),
      csrfToken: sessionCsrfToken(keys.session.used, token),
      gatewayUrl,
    });
  });

  router.get("/clients", async (request, response) => {
    const { clients } = await reader.developerOf(request);
    response.json({ items: clients.map(clientView) });
  });

  router.post("/clients/:id/choose", async (request, response) => {
    const { token, session, clients } = await reader.changingDeveloperOf(request);
    const client = clients.find(({ id }) => id === request.params.id);
    // The same for a client of others and for none at all.
    if (client === undefined) throw new AppError("not_found");
    await sessions.chooseClient(token, session, client.id);
    response.json(clientView(client));
  });

  router.post("/sign-out", async (request, response) => {
    const { token, session } = await reader.changingSessionOf(request);
    await sessions.signOut(token, session);
    response.setHeader("Set-Cookie", cookie.clear());
    response.status(204).end();
  });

  router.post("/sign-out-everywhere", async (request, response) => {
    const { session } = await reader.changingSessionOf(request);
    await sessions.signOutEverywhere(addressHashes(keys, session.address));
    response.setHeader("Set-Cookie", cookie.clear());
    response.status(204).end();
  });
  return router;
}
