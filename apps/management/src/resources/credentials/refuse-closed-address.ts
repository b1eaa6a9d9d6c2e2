import { AppError } from "@zerq/errors/app-error";
import type { ResourceContext } from "../resource-kind.ts";
import type { CredentialDocument } from "./credential.model.ts";
import { serversOf } from "./hold-connection.ts";
import { openStoredSecret } from "./open-stored-secret.ts";

/**
 * Where a credential would lead is held to the egress guard when it is saved (product.md section 7): origins, token URL, mail
 * servers, brokers, and the servers of a connection string.
 * @throws AppError `egress_not_allowed`
 */
export function refuseClosedAddress(context: ResourceContext, document: CredentialDocument): void {
  const { host, port, brokers, tokenUrl } = document.fields;
  const servers = [
    ...(host === undefined ? [] : [`${bracketed(String(host))}:${port}`]),
    ...(Array.isArray(brokers) ? brokers : []),
  ];
  const urls = [...document.origins, ...(typeof tokenUrl === "string" ? [tokenUrl] : [])];
  for (const url of [...urls, ...servers.map(urlOf)]) {
    const refused = context.checkEgress(url);
    if (refused !== undefined) throw refused;
  }
  // A part of a secret is in no message.
  if (connectionServers(context, document).some((server) => context.checkEgress(urlOf(server)) !== undefined))
    throw new AppError("egress_not_allowed", {
      message: "The connection string leads to an address that may not be called. See EGRESS_ALLOW.",
      details: [{ path: "connectionString", code: "egress_not_allowed", message: "may not be called" }],
    });
}

function connectionServers(context: ResourceContext, document: CredentialDocument): string[] {
  const stored = document.secrets.connectionString;
  if (stored === undefined || stored.source !== "value") return [];
  return serversOf(openStoredSecret(context, document, "connectionString", stored).reveal());
}

const urlOf = (server: string) => `http://${server}`;
const bracketed = (host: string) => (host.includes(":") ? `[${host}]` : host);
