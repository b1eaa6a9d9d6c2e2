import { isSessionCsrfToken } from "@zerq/auth/portal-session";
import { AppError } from "@zerq/errors/app-error";
import type { PortalEntity } from "@zerq/plane-protocol/portal-entities";
import type { Request } from "express";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { addressHashes, type PortalKeys } from "../sign-in/portal-keys.ts";
import type { SessionRecord, SessionStore } from "../sign-in/session-store.ts";
import type { CookieJar } from "./cookies.ts";
import { requireOwnOrigin } from "./refuse-forgery.ts";

type Client = PortalEntity<"client">;

export type Developer = { token: string; session: SessionRecord; clients: Client[] };

export type SessionReader = {
  /**
   * Who is signed in. Asked on every request, so that access taken away counts at once.
   * @throws AppError `session_expired`, `portal_access_denied`
   */
  developerOf(request: Request): Promise<Developer>;
  /** As developerOf, for a change: it must come from our own page. @throws AppError `csrf_failed` besides */
  changingDeveloperOf(request: Request): Promise<Developer>;
  /** For signing out, which needs no access. @throws AppError `session_expired`, `csrf_failed` */
  changingSessionOf(request: Request): Promise<{ token: string; session: SessionRecord }>;
};

export function createSessionReader(parts: {
  keys: PortalKeys;
  sessions: SessionStore;
  catalogue: Catalogue;
  cookie: CookieJar;
  baseUrl: string;
}): SessionReader {
  const { keys, sessions, catalogue, cookie, baseUrl } = parts;

  async function sessionOf(request: Request): Promise<{ token: string; session: SessionRecord }> {
    const token = cookie.read(request);
    const session = token === undefined ? undefined : await sessions.find(token);
    if (token === undefined || session === undefined) throw new AppError("session_expired");
    return { token, session };
  }

  async function changingSessionOf(request: Request) {
    requireOwnOrigin(request, baseUrl);
    const found = await sessionOf(request);
    if (!isSessionCsrfToken(keys.session.all, found.token, request.get("x-csrf-token") ?? ""))
      throw new AppError("csrf_failed", { log: "missing or foreign CSRF token" });
    return found;
  }

  function withClients({ token, session }: { token: string; session: SessionRecord }): Developer {
    const clients = catalogue.clientsOf(addressHashes(keys, session.address));
    if (clients.length === 0) throw new AppError("portal_access_denied");
    return { token, session, clients };
  }

  return {
    developerOf: async (request) => withClients(await sessionOf(request)),
    changingDeveloperOf: async (request) => withClients(await changingSessionOf(request)),
    changingSessionOf,
  };
}

/**
 * The client whose catalogue is shown.
 * @throws AppError `conflict` when none was chosen, `portal_access_denied` when the chosen one is no longer the developer's
 */
export function chosenClientOf({ session, clients }: Developer): Client {
  if (session.clientId === null) throw new AppError("conflict", { message: "Choose a client first." });
  const client = clients.find(({ id }) => id === session.clientId);
  if (client === undefined) throw new AppError("portal_access_denied");
  return client;
}
