import { describe, expect, it } from "vitest";
import type { ConfigKind } from "./config-kinds.ts";
import { wideningsOf } from "./widenings.ts";

const entry = (fields: object) => ({ key: "x", ...fields });
const paths = (kind: ConfigKind, before: object | null, after: object) =>
  wideningsOf(kind, before === null ? null : entry(before), entry(after)).map(({ path }) => path);

describe("what lets more in", () => {
  it.each<[ConfigKind, string, unknown, unknown]>([
    ["policies", "active", true, false],
    ["policies", "rateLimit", { max: 1, interval: "1m" }, null],
    ["policies", "onLimiterFailure", "closed", "open"],
    ["credentials", "origins", ["https://a.example"], ["https://a.example", "https://b.example"]],
    ["credentials", "tokenUrl", "https://a.example/t", "https://b.example/t"],
    ["collections", "status", "draft", "published"],
    ["collections", "hosts", ["a.example"], []],
    ["collections", "hosts", ["a.example"], ["b.example"]],
    ["collections", "gatewayGroups", ["default"], ["default", "dmz"]],
    ["collections", "gatewayGroups", ["dmz"], ["default"]],
    ["collections", "basePath", "/payments", "/"],
    ["collections", "targetEndpoint", "https://a.example", "https://b.example"],
    ["collections", "maintenance", { message: "x" }, null],
    ["collections", "cors", null, { origins: ["https://a.example"] }],
    ["proxies", "status", "draft", "published"],
    ["proxies", "methods", ["GET"], ["GET", "DELETE"]],
    ["proxies", "path", "/a", "/*"],
    ["proxies", "requestSchema", { type: "object" }, null],
    ["clients", "active", false, true],
    ["clients", "collections", ["a"], ["a", "b"]],
    ["clients", "policy", "gold", null],
    ["clients", "hasPortalAccess", false, true],
    ["clients", "authorizedEmails", [], ["a@b.example"]],
    ["profiles", "active", false, true],
    ["profiles", "authType", "token", "none"],
    ["profiles", "allowedIps", ["10.0.0.1"], []],
    ["profiles", "allowedIps", ["10.0.0.1"], ["10.0.0.0/8"]],
    ["profiles", "deniedIps", ["10.0.0.1"], []],
    ["profiles", "allowedMethods", ["GET"], []],
    ["profiles", "expiresAt", "2031-01-01T00:00:00.000Z", null],
    ["profiles", "expiresAt", "2031-01-01T00:00:00.000Z", "2032-01-01T00:00:00.000Z"],
    ["profiles", "oidc", { audience: "a" }, { audience: "b" }],
  ])("is told of %s: %s", (kind, field, before, after) => {
    expect(paths(kind, { [field]: before }, { [field]: after })).toEqual([field]);
    expect(paths(kind, { [field]: before }, { [field]: before })).toEqual([]);
  });

  it.each<[ConfigKind, string, unknown, unknown]>([
    ["collections", "status", "published", "draft"],
    ["proxies", "methods", ["GET", "POST"], ["GET"]],
    ["clients", "collections", ["a", "b"], ["a"]],
    ["clients", "policy", null, "gold"],
    ["clients", "active", true, false],
    ["profiles", "allowedIps", [], ["10.0.0.1"]],
    ["profiles", "deniedIps", [], ["10.0.0.1"]],
    ["profiles", "expiresAt", null, "2031-01-01T00:00:00.000Z"],
    ["profiles", "expiresAt", "2032-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"],
  ])("is not what narrows %s: %s", (kind, field, before, after) => {
    expect(paths(kind, { [field]: before }, { [field]: after })).toEqual([]);
  });

  it("is seen below a field, too", () => {
    const tls = (verify: boolean) => ({ upstream: { tls: { verify }, targets: null } });
    expect(paths("collections", tls(true), tls(false))).toEqual(["upstream.tls.verify"]);
    const targets = (url: string) => ({ upstream: { targets: [{ url }] } });
    expect(paths("collections", targets("https://a"), targets("https://b"))).toEqual(["upstream.targets"]);
  });

  it("is all that a new resource opens", () => {
    const client = {
      collections: ["a"],
      hasPortalAccess: true,
      authorizedEmails: ["a@b.example"],
      active: true,
    };
    expect(paths("clients", null, client)).toEqual(["collections", "hasPortalAccess", "authorizedEmails"]);
    expect(paths("profiles", null, { authType: "none", allowedIps: ["10.0.0.1"] })).toEqual(["authType"]);
    expect(paths("policies", null, { active: true, rateLimit: null })).toEqual([]);
  });
});
