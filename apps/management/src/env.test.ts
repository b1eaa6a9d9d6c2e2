import { isForbiddenEnvName } from "@zerq/plane-protocol/env-names";
import { describe, expect, it } from "vitest";
import { testSettings } from "../test/test-settings.ts";
import { managementSettings } from "./env.ts";

it("hold no setting that a gateway would resolve as $NAME", () => {
  expect(Object.keys(managementSettings).filter((name) => !isForbiddenEnvName(name))).toEqual([]);
});

const base = { MONGODB_URI: "mongodb://a/b", REDIS_URL: "redis://a", OIDC_ISSUER: "https://id.example" };
const read = (own: Record<string, string>) => testSettings({ ...base, ...own });

describe("management's settings", () => {
  it("keep an issuer as it is, since a trailing slash is part of it", () => {
    expect(read({ OIDC_ISSUER: "https://id.example/" }).OIDC_ISSUER).toBe("https://id.example/");
    expect(() => read({ OIDC_ISSUER: "id.example" })).toThrow("OIDC_ISSUER must be an http or https URL");
  });

  it("take the names of gateway groups, of which default is always one", () => {
    expect(read({}).GATEWAY_GROUPS).toEqual(["default"]);
    expect(read({ GATEWAY_GROUPS: "dmz, eu-1,dmz" }).GATEWAY_GROUPS).toEqual(["default", "dmz", "eu-1"]);
    expect(() => read({ GATEWAY_GROUPS: "gateway:dmz" })).toThrow(/GATEWAY_GROUPS must be lower-case/);
    const many = Array.from({ length: 32 }, (_, index) => `g${index}`).join();
    expect(() => read({ GATEWAY_GROUPS: many })).toThrow("GATEWAY_GROUPS must name at most 32 groups");
  });

  it("take the queues' Redis and earlier keys when they are given", () => {
    expect(read({}).REDIS_QUEUE_URL).toBeUndefined();
    expect(read({ REDIS_QUEUE_URL: "rediss://b" }).REDIS_QUEUE_URL?.reveal()).toBe("rediss://b");
    expect(() => read({ REDIS_QUEUE_URL: "b" })).toThrow("REDIS_QUEUE_URL must be of the form redis://");
    const { ENCRYPTION_KEY } = read({});
    const earlier = ENCRYPTION_KEY?.reveal().toString("base64");
    expect(
      read({ ENCRYPTION_KEYS_PREVIOUS: `${earlier}, ${earlier}` }).ENCRYPTION_KEYS_PREVIOUS,
    ).toHaveLength(2);
    expect(() => read({ ENCRYPTION_KEYS_PREVIOUS: `${earlier},short` })).toThrow(
      /ENCRYPTION_KEYS_PREVIOUS is too short/,
    );
  });

  it("take a table of the provider's names and a clock skew, within what makes sense", () => {
    expect(read({}).OIDC_ROLE_MAP).toBeUndefined();
    expect(read({ OIDC_ROLE_MAP: "ops=modifier" }).OIDC_ROLE_MAP?.get("ops")).toEqual(["modifier"]);
    expect(() => read({ OIDC_ROLE_MAP: "ops=root" })).toThrow("OIDC_ROLE_MAP names a role that isn't one of");
    expect([read({}).OIDC_CLOCK_SKEW, read({ OIDC_CLOCK_SKEW: "2m" }).OIDC_CLOCK_SKEW]).toEqual([5, 120]);
    expect(() => read({ OIDC_CLOCK_SKEW: "6m" })).toThrow("OIDC_CLOCK_SKEW must be at most 5m");
    expect(() => read({ OIDC_PROVIDER: "okta" })).toThrow("OIDC_PROVIDER must be one of generic, keycloak");
  });

  it("never print a secret", () => {
    const text = JSON.stringify(read({ MONGODB_URI: "mongodb://user:hidden-password@a/b" }));
    expect(text).not.toContain("hidden-password");
    expect(text).not.toContain("secret-of-the-console");
  });
});
