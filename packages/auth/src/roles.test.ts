import { describe, expect, it } from "vitest";
import { type permissions, roles, rolesAllow } from "./permissions.ts";
import { parseRoleMap, readRoles } from "./roles.ts";

describe("roles in claims", () => {
  it.each([
    ["realm_access.roles", { realm_access: { roles: ["viewer", "other", "admin"] } }, ["viewer", "admin"]],
    ["https://example.com/roles", { "https://example.com/roles": ["auditor"] }, ["auditor"]],
    ["groups", { groups: ["modifier"] }, ["modifier"]],
    ["resource_access.zerq.roles", { resource_access: { zerq: { roles: ["admin"] } } }, ["admin"]],
    [
      "resource_access.my.client.roles",
      { resource_access: { "my.client": { roles: ["admin"] } } },
      ["admin"],
    ],
    ["resource_access.a.roles", { resource_access: { "a.b": { roles: ["admin"] } } }, []],
    ["https://example.com/app.roles", { "https://example.com/app": { roles: ["viewer"] } }, ["viewer"]],
    [
      "https://example.com/roles",
      { "https://example": { "com/roles": "x" }, "https://example.com/roles": ["admin"] },
      ["admin"],
    ],
    ["groups", { groups: "admin" }, []],
    ["groups", { groups: ["Admin", "ADMIN", " admin", ["admin"]] }, []],
    ["groups", {}, []],
    ["constructor.name", {}, []],
    ["a.b", { a: null }, []],
  ])("%s in %j are %j", (path, claims, expected) => {
    expect(readRoles(claims, path)).toEqual(expected);
  });
});

describe("the table of names", () => {
  const read = (text: string, groups: unknown) => readRoles({ groups }, "groups", parseRoleMap(text));

  it.each([
    ["zerq-admins=admin,readers=viewer", ["readers", "zerq-admins"], ["viewer", "admin"]],
    ["/ops/all=viewer|auditor", ["/ops/all"], ["viewer", "auditor"]],
    ["CN=ops=modifier", ["CN=ops"], ["modifier"]],
    ['{"CN=ops,OU=groups": ["modifier"]}', ["CN=ops,OU=groups"], ["modifier"]],
    ["zerq-admins=admin", ["admin", "ZERQ-ADMINS", ["zerq-admins"], null, 1], []],
    ["zerq-admins=admin", "zerq-admins", []],
    ["constructor=admin", ["__proto__", "toString"], []],
    ["a=viewer,a=auditor", ["a"], ["viewer", "auditor"]],
    ["", ["admin"], ["admin"]],
  ])("%s makes of %j %j", (text, groups, expected) => {
    expect(read(text, groups)).toEqual(expected);
  });

  it.each(["admins", "admins=", "=admin", "admins=root", '{"a": "admin"}', '{"a": []}', "{", "a=Admin"])(
    "is refused as %s",
    (text) => {
      expect(() => parseRoleMap(text)).toThrow(RangeError);
    },
  );
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
