import { describe, expect, it } from "vitest";
import { testSettings } from "../test/test-settings.ts";
import { refuseSettings } from "./refuse-settings.ts";

const base = { MONGODB_URI: "mongodb://a/b", REDIS_URL: "redis://a", OIDC_ISSUER: "https://id.example" };
const key = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 7 + index ** 2) % 251)).toString(
  "base64",
);

const vault = { KEY_PROVIDER: "vault", VAULT_ADDR: "https://vault.example:8200", VAULT_TOKEN: "t" };

describe("settings that don't go together", () => {
  it.each([
    [{ ENCRYPTION_KEY: key, SNAPSHOT_KEY: key }, "SNAPSHOT_KEY and ENCRYPTION_KEY are the same key"],
    [{ SNAPSHOT_KEY: key, PORTAL_KEY: key }, "PORTAL_KEY and SNAPSHOT_KEY are the same key"],
    [
      { SNAPSHOT_KEY: key, SNAPSHOT_KEYS_PREVIOUS: key },
      "SNAPSHOT_KEYS_PREVIOUS and SNAPSHOT_KEY are the same key",
    ],
    [
      { SNAPSHOT_KEY: key, PORTAL_KEYS_PREVIOUS: key },
      "PORTAL_KEYS_PREVIOUS and SNAPSHOT_KEY are the same key",
    ],
    [
      { CONFIG_SIGNING_KEY: "a", AUDIT_SIGNING_KEY: "a" },
      "AUDIT_SIGNING_KEY and CONFIG_SIGNING_KEY are the same key",
    ],
    [
      { CONFIG_SIGNING_KEY: "a", CONFIG_SIGNING_KEYS_PREVIOUS: "b, a" },
      "CONFIG_SIGNING_KEYS_PREVIOUS and CONFIG_SIGNING_KEY are the same key",
    ],
    [{ MANAGEMENT_BASE_URL: "https://zerq.example/console" }, "must be an origin, without /console"],
    [{ NODE_ENV: "production", MANAGEMENT_BASE_URL: "http://zerq.example" }, "must be https in production"],
    [{ OIDC_PROVIDER: "keycloak" }, "must be of the form https://keycloak.example/realms/<realm>"],
    [{ ENCRYPTION_KEY: "" }, "ENCRYPTION_KEY is missing"],
    [{ KEY_PROVIDER: "vault" }, "VAULT_ADDR is missing"],
    [{ ...vault, VAULT_ADDR: "http://vault.example:8200" }, "VAULT_ADDR must be https"],
    [{ ...vault, VAULT_TOKEN: "" }, "VAULT_TOKEN is missing"],
    [{ ...vault, VAULT_TRANSIT_KEY: "../sys/seal" }, "VAULT_TRANSIT_KEY must be a name"],
    [{ ...vault, VAULT_TRANSIT_MOUNT: "transit?x=" }, "VAULT_TRANSIT_MOUNT must be a name"],
  ])("%o", (own, message) => {
    expect(() => refuseSettings(testSettings({ ...base, ...own }))).toThrow(message);
  });

  it.each([
    {},
    { NODE_ENV: "production", MANAGEMENT_BASE_URL: "https://zerq.example/" },
    { NODE_ENV: "production", MANAGEMENT_BASE_URL: "http://127.0.0.1:3000" },
    { MANAGEMENT_BASE_URL: "http://zerq.example" },
    { OIDC_PROVIDER: "keycloak", OIDC_ISSUER: "https://id.example/auth/realms/operators" },
    vault,
    { ...vault, ENCRYPTION_KEY: "" },
    { ...vault, VAULT_ADDR: "http://127.0.0.1:8200" },
    { VAULT_ADDR: "https://vault.example", VAULT_TOKEN: "t" },
  ])("and others do: %o", (own) => {
    expect(() => refuseSettings(testSettings({ ...base, ...own }))).not.toThrow();
  });
});
