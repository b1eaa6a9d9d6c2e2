import { describe, expect, it } from "vitest";
import { type ClaimRules, checkClaims, singleClaims } from "./jwt-claims.ts";

const now = 1_700_000_000_000;
const accepts = (claims: object, requiredClaims: ClaimRules["requiredClaims"]) => {
  const rules = {
    issuer: undefined,
    audience: undefined,
    maxLifetime: undefined,
    clockSkew: 0,
    requiredClaims,
  };
  try {
    return checkClaims({ exp: now / 1_000 + 60, ...claims }, rules, now).outcome === "valid";
  } catch {
    return false;
  }
};

describe("a required claim", () => {
  it("is found by its name, or by a path into it", () => {
    const keycloak = { realm_access: { roles: ["payments", "reports"] }, "https://a.example/tier": "gold" };
    expect(accepts(keycloak, { "realm_access.roles": "payments" })).toBe(true);
    expect(accepts(keycloak, { "realm_access.roles": ["payments", "reports"] })).toBe(true);
    expect(accepts(keycloak, { "realm_access.roles": ["payments", "admin"] })).toBe(false);
    expect(accepts(keycloak, { "https://a.example/tier": "gold" })).toBe(true);
    for (const path of ["realm_access", "realm_access.groups", "roles", "realm_access.roles.0", "a..b", "."])
      expect([path, accepts(keycloak, { [path]: "payments" })]).toEqual([path, false]);
  });

  it("that has the whole path as its name comes before what the path leads to", () => {
    const both = { "a.b": "by name", a: { b: "by path" } };
    expect(accepts(both, { "a.b": "by name" })).toBe(true);
    expect(accepts(both, { "a.b": "by path" })).toBe(false);
  });

  it("is compared by type, at the end of a path as well", () => {
    const claims = { a: { text: "1", number: 1, flag: true, none: null } };
    expect(accepts(claims, { "a.number": 1 })).toBe(true);
    expect(accepts(claims, { "a.text": 1 })).toBe(false);
    expect(accepts(claims, { "a.number": "1" })).toBe(false);
    expect(accepts(claims, { "a.flag": "true" })).toBe(false);
    expect(accepts(claims, { "a.none": "null" })).toBe(false);
  });

  it("is never something that every object has", () => {
    for (const path of ["constructor.name", "a.constructor", "a.__proto__", "list.length", "text.length"])
      expect([path, accepts({ a: {}, list: ["x"], text: "x" }, { [path]: "Object" })]).toEqual([path, false]);
    expect(accepts({ list: ["x"] }, { "list.length": 1 })).toBe(false);
  });

  it("that names one party takes no list, and no other path leads to it (threat 28)", () => {
    for (const name of singleClaims) {
      expect([name, name.includes(".")]).toEqual([name, false]);
      expect([name, accepts({ [name]: "one" }, { [name]: "one" })]).toEqual([name, true]);
      expect([name, accepts({ [name]: ["one", "two"] }, { [name]: "one" })]).toEqual([name, false]);
    }
  });
});
