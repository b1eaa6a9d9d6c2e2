import { rmSync } from "node:fs";
import { CLI_CLIENT } from "../identity-provider/clients.ts";
import { developmentUsers } from "../identity-provider/users.ts";
import { writeAtomically } from "./data-folder.ts";
import type { Ports } from "./ports.ts";

/** The demo that is published at start; `token` is its client's. */
export type Demo = {
  collectionId: string;
  proxyId: string;
  clientId: string;
  profileId: string;
  token: string;
  path: string;
  portalEmail: string;
};

/** `.zerq/dev.json`: where everything listens. It is there while everything is ready; without `demo` when there is none. */
export type DevJson = {
  gateway: { url: string; tlsUrl: string; operationsUrl: string };
  management: { url: string; operationsUrl: string };
  portal: { url: string; operationsUrl: string };
  identityProvider: {
    issuer: string;
    users: { username: string; password: string; roles: string[] }[];
    tokenUrl: string;
    cliClientId: string;
  };
  mail: { url: string };
  upstream: { url: string };
  demo: Demo;
};

export type StackUrls = Omit<DevJson, "demo">;

/** What the ports make of it; everything listens on the loopback interface only. */
export function stackUrls(ports: Ports): StackUrls {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const issuer = at(ports.identityProvider);
  return {
    gateway: {
      url: at(ports.gateway),
      tlsUrl: `https://127.0.0.1:${ports.gatewayTls}`,
      operationsUrl: at(ports.gatewayOperations),
    },
    management: { url: at(ports.management), operationsUrl: at(ports.managementOperations) },
    portal: { url: at(ports.portal), operationsUrl: at(ports.portalOperations) },
    identityProvider: {
      issuer,
      users: [...developmentUsers],
      tokenUrl: `${issuer}/token`,
      cliClientId: CLI_CLIENT,
    },
    mail: { url: at(ports.mail) },
    upstream: { url: at(ports.upstream) },
  };
}

export function writeDevJson(file: string, content: StackUrls & { demo?: Demo }): void {
  writeAtomically(file, `${JSON.stringify(content, null, 2)}\n`);
}

export function removeDevJson(file: string): void {
  rmSync(file, { force: true });
}
