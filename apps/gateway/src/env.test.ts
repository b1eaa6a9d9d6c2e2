import { loadSettings, SettingsError } from "@zerq/env/settings";
import { testKeys } from "@zerq/test-kit/keys";
import { describe, expect, it } from "vitest";
import { gatewaySettings } from "./env.ts";
import { createEnvResolver } from "./env-resolver.ts";

const { SNAPSHOT_KEY, CONFIG_VERIFY_KEYS } = testKeys();
const required = { SNAPSHOT_KEY, CONFIG_VERIFY_KEYS, REDIS_URL: "redis://127.0.0.1:1" };

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    loadSettings(gatewaySettings, { ...required, ...source });
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}

describe("the settings", () => {
  it("need three things, and default the rest", () => {
    const settings = loadSettings(gatewaySettings, required);
    expect(settings).toMatchObject({
      ZERQ_GATEWAY_PORT: 8080,
      GATEWAY_GROUP: "default",
      GATEWAY_MAX_BODY_BYTES: 10_485_760,
    });
    expect(settings.TRUSTED_PROXIES.isEmpty).toBe(true);
    expect(() => loadSettings(gatewaySettings, {})).toThrow(SettingsError);
  });

  it.each([
    ["CONFIG_VERIFY_KEYS", "nonsense"],
    ["CONFIG_VERIFY_KEYS", ","],
    ["TRUSTED_PROXIES", "10.0.0.0/8, everyone"],
    ["TRUSTED_PROXIES", "::ffff:0:0/0"],
    ["CORS_ALLOW_ORIGINS", "null"],
    ["CORS_ALLOW_ORIGINS", "https://a.test/path"],
    ["GATEWAY_WORKERS", "-1"],
    ["GATEWAY_HEADERS_TIMEOUT", "10"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "no pair"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "a=line%0Aend"],
    ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
    ["GATEWAY_PROXY_PROTOCOL", "on"],
    ["GATEWAY_GROUP", "gateway:dmz"],
  ])("refuse %s=%s", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });

  it("know no encryption key and no database", () => {
    expect(Object.keys(gatewaySettings)).not.toContain("ENCRYPTION_KEY");
    expect(Object.keys(gatewaySettings).join()).not.toMatch(/MONGO/);
  });
});

it("are none of them what a $NAME resolves to, nor what platforms keep there", () => {
  const source = (name: string) => ({ [name]: "value", [`${name}_FILE`]: "/a/file" });
  const platforms = ["PATH", "HOME", "NODE_OPTIONS", "AWS_SECRET_ACCESS_KEY", "KUBERNETES_SERVICE_HOST"];
  const others = ["ENCRYPTION_KEY", "AUDIT_SIGNING_KEY", "CONFIG_SIGNING_KEY", "PORTAL_KEY", "MONGODB_URI"];
  for (const name of [...Object.keys(gatewaySettings), ...platforms, ...others]) {
    for (const asked of [name, `${name}_FILE`])
      expect([asked, createEnvResolver([], source(name))(asked)]).toEqual([asked, undefined]);
    // Not even when it is allowed by name.
    expect(createEnvResolver([name], source(name))(name)).toBeUndefined();
  }
});

describe("a $NAME", () => {
  const source = {
    UPSTREAM_KEY: "value",
    EMPTY: "",
    SNAPSHOT_KEY: "secret",
    NODE_OPTIONS: "x",
    A_FILE: "x",
    OTHER: "o",
  };

  it.each([
    ["UPSTREAM_KEY", "value"],
    ["EMPTY", undefined],
    ["ABSENT", undefined],
    ["SNAPSHOT_KEY", undefined],
    ["NODE_OPTIONS", undefined],
    ["A_FILE", undefined],
    ["__proto__", undefined],
  ])("%s resolves to %s", (name, value) => {
    expect(createEnvResolver([], source)(name)?.reveal()).toBe(value);
  });

  it("resolves only what GATEWAY_ENV_ALLOW lists, when it lists any, and never what is forbidden", () => {
    const resolve = createEnvResolver(["OTHER", "SNAPSHOT_KEY"], source);
    expect([resolve("OTHER")?.reveal(), resolve("UPSTREAM_KEY"), resolve("SNAPSHOT_KEY")]).toEqual([
      "o",
      undefined,
      undefined,
    ]);
  });
});
