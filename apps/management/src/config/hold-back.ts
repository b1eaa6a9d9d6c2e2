import type { ClientDocument } from "../resources/clients/client.model.ts";
import type { ProfileDocument } from "../resources/profiles/profile.model.ts";
import type { ResourceDocument } from "../resources/resource-document.ts";
import type { ConfigKind } from "./config-kinds.ts";

/** A field that stays as it is stored, although the document says otherwise. */
export type Notice = { path: string; message: string };

type Body = Record<string, unknown>;
type HoldBack = (body: Body, existing: never) => Notice[];

/**
 * An old document must not undo what somebody did since (threat 31): what was switched off, has run out or was taken away
 * stays so, unless the caller asks for it by `reactivate`. Changes the body, and says what was held back.
 */
export function holdBack(kind: ConfigKind, body: Body, existing: ResourceDocument): Notice[] {
  return rules[kind](body, existing as never);
}

const nothing: HoldBack = () => [];

const rules: Readonly<Record<ConfigKind, HoldBack>> = {
  policies: nothing,
  credentials: nothing,
  collections: nothing,
  proxies: nothing,
  clients: (body, existing: ClientDocument) => [
    ...holdInactive(body, existing.active),
    ...holdPortal(body, existing),
    ...holdAddresses(body, existing),
  ],
  profiles: (body, existing: ProfileDocument) => [
    ...holdInactive(body, existing.active),
    ...holdExpired(body, existing.expiresAt),
  ],
};

function holdInactive(body: Body, active: boolean): Notice[] {
  // Active is what a document means that says nothing of it.
  if (active || body["active"] === false) return [];
  body["active"] = false;
  return [{ path: "active", message: "was deactivated, and stays so" }];
}

function holdExpired(body: Body, expiresAt: Date | null): Notice[] {
  const now = new Date();
  if (expiresAt === null || expiresAt > now) return [];
  const wanted = body["expiresAt"];
  if (typeof wanted === "string" && !(new Date(wanted) > now)) return [];
  body["expiresAt"] = expiresAt.toISOString();
  return [{ path: "expiresAt", message: "has passed, and is not put off" }];
}

function holdPortal(body: Body, { hasPortalAccess, withdrawn }: ClientDocument): Notice[] {
  if (hasPortalAccess || body["hasPortalAccess"] !== true || withdrawn?.portalAccess !== true) return [];
  body["hasPortalAccess"] = false;
  return [{ path: "hasPortalAccess", message: "was withdrawn, and stays so" }];
}

function holdAddresses(body: Body, { withdrawn }: ClientDocument): Notice[] {
  const wanted = body["authorizedEmails"];
  if (!Array.isArray(wanted)) return [];
  const gone = new Set(withdrawn?.emails ?? []);
  const isGone = (address: unknown) => typeof address === "string" && gone.has(address.trim().toLowerCase());
  if (!wanted.some(isGone)) return [];
  body["authorizedEmails"] = wanted.filter((address) => !isGone(address));
  return wanted
    .filter(isGone)
    .map((address) => ({ path: "authorizedEmails", message: `${address} was removed, and stays so` }));
}
