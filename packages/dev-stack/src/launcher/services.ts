import { standInEnvironment } from "../stand-ins/env.ts";
import type { DataFolder } from "./data-folder.ts";
import { freshLogFile } from "./log-files.ts";
import { type NodeServiceOptions, nodeService } from "./node-service.ts";
import {
  AUDIENCE,
  bareEnvironment,
  compileCache,
  gatewayEnvironment,
  managementEnvironment,
  portalEnvironment,
  type StackParts,
} from "./service-environments.ts";
import type { Service } from "./supervisor.ts";

/** The milestone of services that serve a web interface. */
export const WEB_BUILDS = "web builds";

/** Our own processes, each with its own environment. The stores are chosen in choose-mongo.ts and choose-redis.ts. */
export function ownServices(folder: DataFolder, parts: StackParts): Service[] {
  const { root, env, keys, ports, urls } = parts;
  const service = (name: string, own: Omit<NodeServiceOptions, "name" | "root" | "logFile">) =>
    nodeService({ name, root, logFile: freshLogFile(folder.logs, name), ...own });
  const standIns = standInEnvironment({
    identityProviderPort: ports.identityProvider,
    mailPort: ports.mail,
    smtpPort: ports.smtp,
    upstreamPort: ports.upstream,
    managementUrl: urls.management.url,
    audience: AUDIENCE,
    consoleClientSecret: keys.consoleClientSecret,
    identityProviderKeys: keys.identityProvider,
    identityProviderState: folder.providerState,
  });
  return [
    service("stand-ins", {
      after: [],
      main: "packages/dev-stack/src/stand-ins/main.ts",
      env: { ...bareEnvironment(env), ...compileCache(root), ...standIns },
      readyUrls: [
        `${urls.identityProvider.issuer}/.well-known/openid-configuration`,
        `${urls.mail.url}/api/messages`,
        `${urls.upstream.url}/v1/accounts`,
      ],
    }),
    service("management", {
      after: ["mongodb", "redis", "stand-ins", WEB_BUILDS],
      main: "apps/management/src/main.ts",
      env: managementEnvironment(parts),
      readyUrls: [`${urls.management.operationsUrl}/readyz`],
    }),
    service("gateway", {
      // Ready as soon as Redis has a snapshot for it: of the last start, or when management has published one.
      after: ["redis"],
      main: "apps/gateway/src/main.ts",
      env: gatewayEnvironment(parts),
      readyUrls: [`${urls.gateway.operationsUrl}/readyz`],
    }),
    service("portal", {
      after: ["redis", WEB_BUILDS],
      main: "apps/portal/src/main.ts",
      env: portalEnvironment(parts),
      readyUrls: [`${urls.portal.operationsUrl}/readyz`],
    }),
  ];
}
