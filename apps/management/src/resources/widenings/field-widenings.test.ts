import { describe, expect, it } from "vitest";
import { fieldWidenings } from "./field-widenings.ts";
import type { WatchedKind } from "./rules.ts";
import type { WarningCode } from "./warning.ts";

/** An input that has one field, which may lie deeper. */
const input = (path: string, value: unknown): Record<string, unknown> =>
  path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as never;
const told = (kind: WatchedKind, path: string, before: unknown, after: unknown) =>
  fieldWidenings(kind, input(path, before), input(path, after)).map((warning) => [
    warning.code,
    warning.path,
  ]);
const toldOfNew = (kind: WatchedKind, after: object) =>
  fieldWidenings(kind, null, { ...after }).map(({ code }) => code);

const target = (url: string, weight = 1) => ({ url, weight });
const off = { headers: false, requestBody: false, responseBody: false, maxBytes: 16_384 };
const param = (more: object) => ({ name: "n", in: "query", type: "integer", required: false, ...more });
const [soon, late] = ["2031-01-01T00:00:00.000Z", "2032-01-01T00:00:00.000Z"];

type Case = [WatchedKind, string, unknown, unknown, WarningCode];

const wider: Case[] = [
  ["policies", "active", true, false, "not_limited"],
  ["policies", "rateLimit", { max: 1, interval: "1m" }, null, "not_limited"],
  ["policies", "rateLimit", { max: 1, interval: "1m" }, { max: 2, interval: "1m" }, "limit_raised"],
  // No more over time, but all of it may come at once.
  ["policies", "rateLimit", { max: 100, interval: "1m" }, { max: 1_000, interval: "1h" }, "limit_raised"],
  ["policies", "rateLimit", { max: 100, interval: "1h" }, { max: 50, interval: "1m" }, "limit_raised"],
  ["policies", "quota", { max: 10, interval: "1d" }, { max: 11, interval: "1d" }, "limit_raised"],
  ["policies", "onLimiterFailure", "closed", "open", "not_limited"],
  ["policies", "onLimiterFailure", "closed", "share", "limit_raised"],
  [
    "credentials",
    "origins",
    ["https://a.example"],
    ["https://a.example", "https://b.example"],
    "secret_destination",
  ],
  ["credentials", "tokenUrl", "https://a.example/t", "https://b.example/t", "secret_destination"],
  ["credentials", "host", "a.example", "b.example", "secret_destination"],
  ["credentials", "port", 25, 26, "secret_destination"],
  ["credentials", "tls", true, false, "unverified_upstream"],
  ["credentials", "caCertificate", { set: true, source: "value" }, null, "other_authorities"],
  ["credentials", "scopes", "read", "read write", "other_credential"],
  ["credentials", "audience", "a", null, "other_credential"],
  ["collections", "status", "draft", "published", "in_service"],
  ["collections", "hosts", ["a.example"], [], "more_hosts"],
  ["collections", "hosts", ["a.example"], ["b.example"], "more_hosts"],
  ["collections", "hosts", ["a.example"], ["*.example"], "more_hosts"],
  ["collections", "hosts", ["*.a.example"], ["a.example"], "more_hosts"],
  ["collections", "gatewayGroups", ["default"], ["default", "dmz"], "more_gateways"],
  ["collections", "gatewayGroups", ["dmz"], ["default"], "more_gateways"],
  ["collections", "basePath", "/payments", "/", "other_path"],
  ["collections", "basePath", "/payments", "/pay", "other_path"],
  ["collections", "basePath", "/pay", "/payments", "other_path"],
  ["collections", "targetEndpoint", "https://a.example", "https://b.example", "other_target"],
  ["collections", "upstream.targets", [target("https://a")], [target("https://b")], "other_target"],
  ["collections", "upstream.targets", [target("https://a", 0)], [target("https://a", 1)], "other_target"],
  ["collections", "upstream.tls", null, { verify: false }, "unverified_upstream"],
  ["collections", "upstream.tls.ca", "A", "B", "other_authorities"],
  ["collections", "upstream.tls.ca", "A", null, "other_authorities"],
  ["collections", "upstream.tls.serverName", null, "b.example", "other_authorities"],
  ["collections", "upstream.forwardIdentity", false, true, "identity_forwarded"],
  ["collections", "credentialId", null, "a", "other_credential"],
  ["collections", "maintenance", { message: "x", until: null }, null, "in_service"],
  ["collections", "maintenance", { message: "x", until: null }, { message: "x", until: soon }, "in_service"],
  ["collections", "maintenance", { message: "x", until: late }, { message: "x", until: soon }, "in_service"],
  ["collections", "cors", null, { allowOrigins: ["https://a.example"] }, "more_pages"],
  ["collections", "cors", { allowOrigins: ["https://a.example"] }, { allowOrigins: ["*"] }, "more_pages"],
  ["collections", "cors", { allowOrigins: ["*"] }, null, "more_pages"],
  [
    "collections",
    "cors",
    { allowOrigins: ["*"], allowMethods: ["GET"] },
    { allowOrigins: ["*"] },
    "more_pages",
  ],
  [
    "collections",
    "cors",
    { allowOrigins: ["*"] },
    { allowOrigins: ["*"], exposeHeaders: ["x"] },
    "more_pages",
  ],
  ["collections", "maxBodyBytes", 10, 11, "larger_bodies"],
  ["collections", "maxBodyBytes", 10, null, "larger_bodies"],
  ["collections", "portal.visible", false, true, "portal_access"],
  ["collections", "portal.tokenRotation", false, true, "portal_access"],
  ["proxies", "status", "draft", "published", "in_service"],
  ["proxies", "methods", ["GET"], ["GET", "DELETE"], "more_methods"],
  ["proxies", "path", "/a", "/*", "other_path"],
  ["proxies", "path", "/a/{id}", "/a/{id}/b", "other_path"],
  ["proxies", "path", "/a/b", "/a/{id}", "other_path"],
  [
    "proxies",
    "handler",
    { kind: "forward", targetPath: "/a" },
    { kind: "forward", targetPath: "/b" },
    "other_target",
  ],
  ["proxies", "handler", { kind: "static", body: "" }, { kind: "forward", targetPath: "/b" }, "other_target"],
  ["proxies", "credentialId", "a", "b", "other_credential"],
  ["proxies", "params", [param({})], [], "less_validated"],
  ["proxies", "params", [param({ required: true })], [param({})], "less_validated"],
  ["proxies", "params", [param({ enum: [1] })], [param({ enum: [1, 2] })], "less_validated"],
  ["proxies", "params", [param({})], [param({ type: "string" })], "less_validated"],
  ["proxies", "requestSchema", { type: "object" }, null, "less_validated"],
  ["proxies", "maxBodyBytes", 1, 2, "larger_bodies"],
  ["proxies", "capture", off, { ...off, requestBody: true }, "more_captured"],
  [
    "proxies",
    "capture",
    { ...off, headers: true },
    { ...off, headers: true, maxBytes: 20_000 },
    "more_captured",
  ],
  ["clients", "active", false, true, "reactivated"],
  ["clients", "collectionIds", ["a"], ["a", "b"], "access_granted"],
  ["clients", "hasPortalAccess", false, true, "portal_access"],
  ["clients", "authorizedEmails", [], ["a@b.example"], "portal_access"],
  ["profiles", "active", false, true, "reactivated"],
  ["profiles", "allowedIps", ["10.0.0.1"], [], "more_addresses"],
  ["profiles", "allowedIps", ["10.0.0.1"], ["10.0.0.0/8"], "more_addresses"],
  ["profiles", "allowedIps", ["10.0.0.0/9"], ["::ffff:10.0.0.0/104"], "more_addresses"],
  ["profiles", "allowedIps", ["10.0.0.1"], ["10.0.0.1", "2001:db8::1"], "more_addresses"],
  ["profiles", "deniedIps", ["10.0.0.1"], [], "less_denied"],
  ["profiles", "deniedIps", ["10.0.0.0/8"], ["10.0.0.0/9"], "less_denied"],
  ["profiles", "allowedMethods", ["GET"], [], "more_methods"],
  ["profiles", "allowedMethods", ["GET"], ["GET", "PUT"], "more_methods"],
  ["profiles", "expiresAt", soon, null, "lives_longer"],
  ["profiles", "expiresAt", soon, late, "lives_longer"],
  ["profiles", "jwt.issuer", "a", null, "more_tokens"],
  ["profiles", "jwt.audience", "a", "b", "more_tokens"],
  ["profiles", "jwt.maxLifetime", 60, 61, "more_tokens"],
  ["profiles", "jwt.maxLifetime", 60, null, "more_tokens"],
  ["profiles", "jwt.clockSkew", 0, 1, "more_tokens"],
  ["profiles", "jwt.requiredClaims", { scope: ["a", "b"] }, { scope: ["a"] }, "more_tokens"],
  ["profiles", "oidc.issuer", "https://a", "https://b", "more_tokens"],
  ["profiles", "oidc.audience", "a", "b", "more_tokens"],
  ["profiles", "oidc.jwksUri", null, "https://b/keys", "more_tokens"],
  ["profiles", "oidc.algorithms", ["RS256"], ["RS256", "ES256"], "more_tokens"],
  ["profiles", "oidc.tokenKind", "access", "id", "more_tokens"],
  ["profiles", "oidc.requiredClaims", { azp: "a", role: "x" }, { azp: "a" }, "more_tokens"],
  ["profiles", "oidc.requiredClaims", { azp: "a" }, { azp: "b" }, "more_tokens"],
  ["profiles", "mtls.match", [{ type: "cn", value: "a" }], [{ type: "cn", value: "b" }], "more_certificates"],
  ["profiles", "mtls.crl", { pem: null, url: "https://a" }, null, "more_certificates"],
  [
    "profiles",
    "mtls.crl",
    { pem: null, url: "https://a" },
    { pem: null, url: "https://b" },
    "more_certificates",
  ],
  ["settings", "deniedIps", ["192.0.2.1"], [], "less_denied"],
  ["settings", "maintenance", { message: "x", until: null }, null, "in_service"],
  ["settings", "cors", null, { allowOrigins: ["*"] }, "more_pages"],
  ["settings", "maxBodyBytes", 10, 11, "larger_bodies"],
];

const notWider: [WatchedKind, string, unknown, unknown][] = [
  ["policies", "rateLimit", null, { max: 1, interval: "1m" }],
  ["policies", "rateLimit", { max: 60, interval: "1m" }, { max: 60, interval: "5m" }],
  ["policies", "active", false, true],
  ["policies", "onLimiterFailure", "open", "closed"],
  ["credentials", "origins", ["https://a.example", "https://b.example"], ["https://a.example"]],
  // Without origins a credential goes to the first target that uses it.
  ["credentials", "origins", [], ["https://a.example"]],
  ["credentials", "tls", false, true],
  ["collections", "status", "published", "draft"],
  ["collections", "hosts", [], ["a.example"]],
  ["collections", "hosts", ["*.example"], ["a.example", "*.b.example"]],
  ["collections", "basePath", "/", "/payments"],
  ["collections", "basePath", "/payments", "/payments/v2"],
  ["collections", "upstream.targets", [target("https://a"), target("https://b")], [target("https://b", 5)]],
  ["collections", "upstream.tls", null, { verify: true, ca: null, serverName: null }],
  [
    "collections",
    "cors",
    { allowOrigins: ["*"] },
    { allowOrigins: ["https://a.example"], allowMethods: ["GET"] },
  ],
  ["collections", "maintenance", null, { message: "x", until: null }],
  ["collections", "maxBodyBytes", null, 10],
  ["proxies", "methods", ["GET", "POST"], ["GET"]],
  ["proxies", "path", "/a/{id}", "/a/{other}"],
  ["proxies", "path", "/*", "/a/b"],
  ["proxies", "params", [], [param({ required: true })]],
  ["proxies", "params", [param({ type: "number" })], [param({ type: "integer", enum: [1] })]],
  ["proxies", "capture", { ...off, headers: true }, off],
  ["proxies", "handler", { kind: "forward", targetPath: "/a" }, { kind: "static", body: "" }],
  ["clients", "collectionIds", ["a", "b"], ["a"]],
  ["clients", "active", true, false],
  ["profiles", "allowedIps", [], ["10.0.0.1"]],
  ["profiles", "allowedIps", ["10.0.0.0/8"], ["10.0.0.0/9", "10.128.0.0/9"]],
  ["profiles", "allowedIps", ["10.0.0.0/9", "10.128.0.0/9"], ["10.0.0.0/8"]],
  ["profiles", "allowedIps", ["10.0.0.0/8"], ["::ffff:10.1.2.3", "::ffff:a00:0/104"]],
  ["profiles", "deniedIps", ["10.0.0.1"], ["10.0.0.0/8"]],
  ["profiles", "expiresAt", null, soon],
  ["profiles", "expiresAt", late, soon],
  ["profiles", "jwt.issuer", null, "a"],
  ["profiles", "jwt.requiredClaims", { scope: "a" }, { scope: ["a", "b"] }],
  ["profiles", "oidc.algorithms", ["RS256", "ES256"], ["RS256"]],
  ["profiles", "oidc.requiredClaims", {}, { azp: "a" }],
  ["profiles", "mtls.crl", null, { pem: null, url: "https://a" }],
  ["settings", "deniedIps", [], ["192.0.2.1"]],
];

describe("what a change opens by its fields", () => {
  it.each(wider)("is told of %s: %s from %j to %j", (kind, path, before, after, code) => {
    expect(told(kind, path, before, after).map(([one]) => one)).toEqual([code]);
    expect(told(kind, path, before, before)).toEqual([]);
    expect(told(kind, path, after, after)).toEqual([]);
  });

  it.each(notWider)("is nothing where %s narrows or keeps %s: %j to %j", (kind, path, before, after) => {
    expect(told(kind, path, before, after)).toEqual([]);
  });

  it("is told with the path of the field", () => {
    expect(told("collections", "upstream.tls", null, { verify: false })).toEqual([
      ["unverified_upstream", "upstream.tls.verify"],
    ]);
    expect(told("profiles", "oidc.requiredClaims", { azp: "a" }, {})).toEqual([
      ["more_tokens", "oidc.requiredClaims"],
      ["any_subject", "oidc.requiredClaims"],
    ]);
  });

  it("is told of a large part of the internet, however it is written, but not of networks of one's own", () => {
    const codes = (allowedIps: string[]) => toldOfNew("profiles", { allowedIps });
    expect(codes(["64.0.0.0/3"])).toEqual(["wide_addresses"]);
    expect(codes(["::ffff:64.0.0.0/99"])).toEqual(["wide_addresses"]);
    expect(codes(["64.0.0.0/9", "64.128.0.0/10", "64.192.0.0/11", "64.224.0.0/11"])).toEqual([
      "wide_addresses",
    ]);
    expect(codes(["2001::/16"])).toEqual(["wide_addresses"]);
    expect(codes(["64.0.0.0/9", "64.128.0.0/10"])).toEqual([]);
    expect(codes(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "2001:db8::/32"])).toEqual([]);
  });

  it("is, of a new resource, what it opens by being there", () => {
    const client = {
      collectionIds: ["a"],
      hasPortalAccess: true,
      authorizedEmails: ["a@b.example"],
      active: true,
    };
    expect(toldOfNew("clients", client)).toEqual(["access_granted", "portal_access", "portal_access"]);
    expect(toldOfNew("profiles", { authType: "none", allowedIps: ["10.0.0.1"] })).toEqual(["no_credential"]);
    expect(
      toldOfNew("profiles", { authType: "token", allowedIps: [], active: true, expiresAt: null }),
    ).toEqual([]);
    expect(toldOfNew("profiles", { oidc: { requiredClaims: { role: "x" }, jwksUri: null } })).toEqual([
      "any_subject",
    ]);
    expect(toldOfNew("profiles", { oidc: { requiredClaims: { sub: "x" }, jwksUri: "https://a" } })).toEqual(
      [],
    );
    expect(toldOfNew("policies", { active: true, rateLimit: null, onLimiterFailure: "open" })).toEqual([
      "not_limited",
    ]);
    expect(toldOfNew("proxies", { status: "draft", methods: ["GET"], capture: off, params: [] })).toEqual([]);
    expect(toldOfNew("proxies", { status: "published", capture: { ...off, responseBody: true } })).toEqual([
      "in_service",
      "more_captured",
    ]);
    const upstream = { targets: [target("https://a")], tls: null, forwardIdentity: false };
    const collection = {
      status: "draft",
      hosts: [],
      basePath: "/a",
      upstream,
      cors: null,
      maintenance: null,
    };
    expect(toldOfNew("collections", { ...collection, portal: { visible: true } })).toEqual([]);
  });
});
