import { loadSettings } from "@zerq/env/settings";
import { testKeys } from "@zerq/test-kit/keys";
import { describe, expect, it } from "vitest";
import { gatewaySettings } from "./env.ts";
import { ownAddresses } from "./own-addresses.ts";
import { plainListenerMode, refuseSettings } from "./refuse-settings.ts";

const { SNAPSHOT_KEY, CONFIG_VERIFY_KEYS } = testKeys();
const read = (source: Record<string, string> = {}) =>
  loadSettings(gatewaySettings, {
    SNAPSHOT_KEY,
    CONFIG_VERIFY_KEYS,
    REDIS_URL: "redis://localhost:6380",
    ...source,
  });

describe("settings that don't go together", () => {
  it.each<[string, Record<string, string>]>([
    ["GATEWAY_TLS_KEY", { GATEWAY_TLS_CERTIFICATE: "pem" }],
    ["GATEWAY_TLS_CERTIFICATE", { GATEWAY_TLS_KEY: "pem" }],
    ["GATEWAY_PLAIN_LISTENER", { GATEWAY_PLAIN_LISTENER: "off" }],
    ["GATEWAY_PLAIN_LISTENER", { GATEWAY_PLAIN_LISTENER: "any", NODE_ENV: "production" }],
    ["GATEWAY_PLAIN_LISTENER", { GATEWAY_PLAIN_LISTENER: "on", NODE_ENV: "production" }],
    ["TRUSTED_PROXIES", { GATEWAY_PROXY_PROTOCOL: "trusted" }],
    ["SNAPSHOT_KEYS_PREVIOUS names the key of SNAPSHOT_KEY", { SNAPSHOT_KEYS_PREVIOUS: SNAPSHOT_KEY }],
  ])("are refused, naming %s", (name, source) => {
    expect(() => refuseSettings(read(source))).toThrow(name);
  });

  it.each<[string, Record<string, string>]>([
    ["any", {}],
    ["any", { GATEWAY_PLAIN_LISTENER: "on" }],
    [
      "off",
      { GATEWAY_PLAIN_LISTENER: "off", GATEWAY_TLS_DIRECTORY: "/certificates", NODE_ENV: "production" },
    ],
    ["trusted", { NODE_ENV: "production" }],
    ["trusted", { GATEWAY_PLAIN_LISTENER: "trusted" }],
    ["off", { GATEWAY_PLAIN_LISTENER: "off", GATEWAY_TLS_CERTIFICATE: "pem", GATEWAY_TLS_KEY: "pem" }],
  ])("are fine otherwise: the plain listener answers %s", (mode, source) => {
    expect(() => refuseSettings(read(source))).not.toThrow();
    expect(plainListenerMode(read(source))).toBe(mode);
  });
});

it("knows its own Redis and operations port by every name of the loopback interface (threat 14)", async () => {
  const own = await ownAddresses(read());
  for (const host of ["localhost", "127.0.0.1", "::1"]) {
    expect(own).toContain(`${host}:6380`);
    expect(own).toContain(`${host}:9090`);
  }
});
