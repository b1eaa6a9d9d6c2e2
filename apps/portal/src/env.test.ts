import { loadSettings } from "@zerq/env/settings";
import { testKeys } from "@zerq/test-kit/keys";
import { describe, expect, it } from "vitest";
import { portalSettings } from "./env.ts";

const { PORTAL_KEY, CONFIG_VERIFY_KEYS } = testKeys();
const required = {
  REDIS_URL: "redis://127.0.0.1",
  SMTP_URL: "smtp://127.0.0.1",
  PORTAL_KEY,
  CONFIG_VERIFY_KEYS,
};
const load = (env: Record<string, string> = {}) => loadSettings(portalSettings, { ...required, ...env });

describe("the portal's settings", () => {
  it("need no more than Redis, the mail server and two keys", () => {
    expect(load()).toMatchObject({ PORTAL_BASE_URL: "http://localhost:3001", ZERQ_PORTAL_PORT: 3001 });
    expect(() => loadSettings(portalSettings, {})).toThrow(/REDIS_URL is missing[\s\S]*SMTP_URL is missing/);
  });

  it("hold no key that opens MongoDB or signs", () => {
    const names = Object.keys(portalSettings);
    for (const foreign of [
      "ENCRYPTION_KEY",
      "SNAPSHOT_KEY",
      "CONFIG_SIGNING_KEY",
      "AUDIT_SIGNING_KEY",
      "MONGODB_URI",
    ])
      expect(names).not.toContain(foreign);
  });

  it.each([
    [{ PORTAL_BASE_URL: "https://a.example/portal" }, "PORTAL_BASE_URL must be scheme, host and port"],
    [{ PORTAL_BASE_URL: "portal" }, "PORTAL_BASE_URL must be an http or https URL"],
    [{ CONFIG_VERIFY_KEYS: "AAAA" }, "CONFIG_VERIFY_KEYS must be public keys"],
    [{ CONFIG_VERIFY_KEYS: "," }, "CONFIG_VERIFY_KEYS must be public keys"],
    [{ PORTAL_KEY: "short" }, "PORTAL_KEY is too short"],
    [{ PORTAL_KEYS_PREVIOUS: "short" }, "PORTAL_KEYS_PREVIOUS is too short"],
    [{ SMTP_URL: "http://mail" }, "SMTP_URL must be of the form smtp://… or smtps://…"],
  ])("refuse %j", (env, sentence) => {
    expect(() => load(env)).toThrow(sentence);
  });

  it("take a base URL with a trailing slash or capitals as its origin", () => {
    expect(load({ PORTAL_BASE_URL: "https://Portal.Example/" }).PORTAL_BASE_URL).toBe(
      "https://portal.example",
    );
  });
});
