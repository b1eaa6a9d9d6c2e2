import { describe, expect, it } from "vitest";
import { type permissions, roles, rolesAllow } from "./permissions.ts";
import { readRoles } from "./roles.ts";

describe("roles in claims", () => {
  it.each([
    ["realm_access.roles", { realm_access: { roles: ["viewer", "other", "admin"] } }, ["viewer", "admin"]],
    ["https://example.com/roles", { "https://example.com/roles": ["auditor"] }, ["auditor"]],
    ["groups", { groups: ["modifier"] }, ["modifier"]],
    ["groups", { groups: "admin" }, []],
    ["groups", { groups: ["Admin", "ADMIN", " admin", ["admin"]] }, []],
    ["groups", {}, []],
    ["constructor.name", {}, []],
    ["a.b", { a: null }, []],
  ])("%s in %j are %j", (path, claims, expected) => {
    expect(readRoles(claims, path)).toEqual(expected);
  });
});

describe("permissions", () => {
  it("follow the matrix", () => {
    const may = (permission: keyof typeof permissions) =>
      roles.filter((role) => rolesAllow([role], permission));
    expect(may("config:read")).toEqual(["viewer", "modifier", "admin"]);
    expect(may("config:write")).toEqual(["modifier", "admin"]);
    expect(may("audit:read")).toEqual(["auditor", "admin"]);
    expect(may("logs:delete")).toEqual(["admin"]);
  });
  it("are the union of several roles, and nothing without one", () => {
    expect(rolesAllow(["viewer", "auditor"], "audit:read")).toBe(true);
    expect(rolesAllow([], "self:read")).toBe(false);
  });
});
