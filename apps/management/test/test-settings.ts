import { loadSettings } from "@zerq/env/settings";
import { testKeys } from "@zerq/test-kit/keys";
import { type ManagementSettings, managementSettings } from "../src/env.ts";

/** The environment of a management service on the loopback interface; ports and servers are the caller's. */
export function testEnvironment(own: Record<string, string>): Record<string, string> {
  const { CONFIG_VERIFY_KEYS: _, ...keys } = testKeys();
  return {
    ...keys,
    ZERQ_BIND_ADDRESS: "127.0.0.1",
    LOG_LEVEL: "warn",
    OIDC_CLIENT_SECRET: "secret-of-the-console",
    EGRESS_ALLOW: "127.0.0.0/8:*",
    ...own,
  };
}

export function testSettings(own: Record<string, string>): ManagementSettings {
  return loadSettings(managementSettings, testEnvironment(own));
}
