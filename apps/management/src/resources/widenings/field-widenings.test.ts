import { describe, expect, it } from "vitest";
import { late, off, param, soon, target, wider } from "../../../test/wider-fields.ts";
import { fieldWidenings } from "./field-widenings.ts";
import type { WatchedKind } from "./rules.ts";

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
