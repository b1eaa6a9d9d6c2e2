import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { stackUrls } from "./dev-json.ts";
import { loadKeys } from "./keys.ts";
import { choosePorts } from "./ports.ts";
import {
  gatewayEnvironment,
  managementEnvironment,
  portalEnvironment,
  type Variables,
} from "./service-environments.ts";

const keys = loadKeys(openDataFolder(mkdtempSync(join(tmpdir(), "zerq-environments-"))));
const ports = choosePorts({});
const parts = (env: Record<string, string> = {}) => ({
  root: "/checkout",
  env: { PATH: "/bin", HOME: "/root", ...env },
  keys,
  ports,
  urls: stackUrls(ports),
  mongodbUri: "mongodb://of-this-test",
  redisUrl: "redis://of-this-test",
  certificate: { certificateFile: "crt", keyFile: "key" },
});
const holds = (variables: Variables, secret: string) =>
  Object.values(variables).some((value) => value.includes(secret));

describe("who holds what", () => {
  const table: [string, string, boolean, boolean, boolean][] = [
    ["ENCRYPTION_KEY", keys.ENCRYPTION_KEY, true, false, false],
    ["CONFIG_SIGNING_KEY", keys.CONFIG_SIGNING_KEY, true, false, false],
    ["CONFIG_VERIFY_KEYS", keys.CONFIG_VERIFY_KEYS, false, true, true],
    ["SNAPSHOT_KEY", keys.SNAPSHOT_KEY, true, true, false],
    ["PORTAL_KEY", keys.PORTAL_KEY, true, false, true],
    ["AUDIT_SIGNING_KEY", keys.AUDIT_SIGNING_KEY, true, false, false],
    ["MONGODB_URI", "mongodb://of-this-test", true, false, false],
    ["OIDC_CLIENT_SECRET", keys.consoleClientSecret, true, false, false],
    ["DEMO_UPSTREAM_KEY", keys.demoUpstreamKey, false, true, false],
  ];
  it.each(table)("%s", (_name, secret, management, gateway, portal) => {
    expect({
      management: holds(managementEnvironment(parts()), secret),
      gateway: holds(gatewayEnvironment(parts()), secret),
      portal: holds(portalEnvironment(parts()), secret),
    }).toEqual({ management, gateway, portal });
  });
});

describe("what was given to npm start", () => {
  const given = {
    ENCRYPTION_KEY: "given-encryption-key",
    MONGODB_URI: "mongodb://given",
    CONFIG_SIGNING_KEY: keys.AUDIT_SIGNING_KEY,
    OIDC_CLIENT_SECRET: "given-secret",
    ENCRYPTION_KEY_FILE: "/run/given-file",
    NODE_OPTIONS: "--given",
    npm_config_registry: "https://given",
    LOG_LEVEL: "debug",
    PARTNER_KEY: "given-partner-key",
  };
  it("reaches the service that it is for", () => {
    expect(managementEnvironment(parts(given)).ENCRYPTION_KEY).toBe("given-encryption-key");
    expect(portalEnvironment(parts(given))).toMatchObject({ LOG_LEVEL: "debug" });
    // The public half follows the private one that was given.
    expect(gatewayEnvironment(parts(given)).CONFIG_VERIFY_KEYS).not.toBe(keys.CONFIG_VERIFY_KEYS);
  });

  it("brings the gateway what credentials refer to, and nothing that is another service's", () => {
    const { CONFIG_VERIFY_KEYS: _, ...gateway } = gatewayEnvironment(parts(given));
    expect(gateway.PARTNER_KEY).toBe("given-partner-key");
    for (const [name, value] of Object.entries(given)) {
      if (name !== "PARTNER_KEY" && name !== "LOG_LEVEL") expect(holds(gateway, value)).toBe(false);
    }
    expect(holds(portalEnvironment(parts(given)), "given-partner-key")).toBe(false);
    expect(holds(managementEnvironment(parts(given)), "given-partner-key")).toBe(false);
  });

  it("keeps the demo's own name among the allowed ones", () => {
    const { GATEWAY_ENV_ALLOW } = gatewayEnvironment(parts({ GATEWAY_ENV_ALLOW: "PARTNER_KEY" }));
    expect(GATEWAY_ENV_ALLOW).toBe("PARTNER_KEY,DEMO_UPSTREAM_KEY");
  });
});
