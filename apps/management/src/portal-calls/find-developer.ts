import { findSession, type SessionReads } from "@zerq/auth/portal-session";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import { AppError } from "@zerq/errors/app-error";
import { normalizeAddress } from "@zerq/plane-protocol/address-hash";
import type { ClientSession, Connection } from "mongoose";
import { type ClientDocument, clientModel } from "../resources/clients/client.model.ts";
import { objectId } from "../resources/resource-document.ts";

export type Developer = { address: string; clientId: string };

/**
 * Who asks, by the session itself: the portal's word that somebody is signed in counts for nothing here.
 * @param keys derived from PORTAL_KEY with the label "portal-session"
 * @throws AppError `session_expired`; `conflict` when no client was chosen
 */
export async function findDeveloper(
  redis: SessionReads,
  keys: AcceptedKeys,
  token: string,
): Promise<Developer> {
  const session = await findSession(redis, keys, token, Date.now());
  if (session === undefined) throw new AppError("session_expired");
  if (session.clientId === null) throw new AppError("conflict", { message: "Choose a client first." });
  return { address: session.address, clientId: session.clientId };
}

/**
 * The developer's client as it is at this moment in the database, whatever the portal's projection says.
 * @throws AppError `portal_access_denied` unless it is active, has portal access and names the address
 */
export async function clientOfDeveloper(
  connection: Connection,
  { address, clientId }: Developer,
  session: ClientSession | null = null,
): Promise<ClientDocument> {
  const found = clientModel(connection).findOne({ _id: objectId(clientId) });
  const client = await found.session(session).lean<ClientDocument>();
  const mayEnter =
    client?.active === true &&
    client.hasPortalAccess &&
    client.authorizedEmails.some((one) => normalizeAddress(one) === normalizeAddress(address));
  if (client === null || !mayEnter) throw new AppError("portal_access_denied");
  return client;
}
