import { createHmacJwtVerifier } from "@zerq/auth/hmac-jwt";
import { randomId } from "@zerq/crypto/random";
import { randomKey } from "@zerq/crypto/secret-key";
import { hashToken, mintToken, parseToken } from "@zerq/crypto/token";
import { describe, expect, it } from "vitest";
import type { Profile, TokenVersion } from "../snapshot/routing-table.ts";
import { TokenPeppers } from "../snapshot/token-peppers.ts";
import { authenticatorFor } from "./authenticators.ts";
import { verifyToken } from "./verify-token.ts";

const pepper = randomKey();
const peppers = TokenPeppers.none().with("first", pepper);
const profileId = randomId();
const now = 1_000_000;

function mint(expiresAt: number | null = null): { token: string; version: TokenVersion } {
  const id = randomId();
  const token = mintToken(id).reveal();
  const secret = parseToken(token)?.secret ?? "";
  const hash = hashToken(pepper, { profileId, versionId: id, secret });
  return { token, version: { id, hash, pepper: "first", expiresAt } };
}

describe("a token", () => {
  const first = mint();
  const second = mint(now + 1);
  const over = mint(now);
  const versions = [first.version, second.version, over.version];
  const verdict = (token: string, of: readonly TokenVersion[] | undefined = versions) =>
    verifyToken(peppers, profileId, of, token, now).outcome;

  it("is valid when it is one of the profile's versions and hasn't expired", () => {
    expect([verdict(first.token), verdict(second.token)]).toEqual(["valid", "valid"]);
  });

  it("has expired only when everything else about it is right", () => {
    expect(verdict(over.token)).toBe("expired");
    expect(verdict(over.token, [{ ...over.version, hash: first.version.hash }])).toBe("invalid");
  });

  it("is as good the second time, expires all the same, and is nothing for another profile", () => {
    const { token, version } = mint(now + 10);
    expect([verdict(token, [version]), verdict(token, [version])]).toEqual(["valid", "valid"]);
    expect(verifyToken(peppers, profileId, [version], token, now + 10).outcome).toBe("expired");
    expect(verdict(token, [first.version])).toBe("invalid");
    expect(verdict(token, [{ ...version, hash: first.version.hash }])).toBe("invalid");
  });

  it.each([
    ["of no version", () => mint().token],
    ["with another secret", () => mintToken(first.version.id).reveal()],
    ["that is none", () => "nonsense"],
    ["that is empty", () => ""],
    ["with something behind it", () => `${first.token} `],
  ])("%s is invalid", (_what, token) => {
    expect(verdict(token())).toBe("invalid");
  });

  it("is invalid for another profile, under another pepper, and where there is no profile", () => {
    expect(verifyToken(peppers, randomId(), versions, first.token, now).outcome).toBe("invalid");
    const other = TokenPeppers.none().with("first", randomKey());
    expect(verifyToken(other, profileId, versions, first.token, now).outcome).toBe("invalid");
    expect(verifyToken(peppers, profileId, undefined, first.token, now).outcome).toBe("invalid");
  });

  it("keeps its pepper beside a newer one, and is invalid when its pepper is gone", () => {
    const both = peppers.with("second", randomKey());
    expect(verifyToken(both, profileId, versions, first.token, now).outcome).toBe("valid");
    const misplaced = { ...first.version, pepper: "second" };
    expect(verifyToken(both, profileId, [misplaced], first.token, now).outcome).toBe("invalid");
    const gone = both.with("first", undefined);
    expect(verifyToken(gone, profileId, versions, first.token, now).outcome).toBe("invalid");
  });
});

it("takes the same time to refuse, whatever is wrong (threat 12)", () => {
  const { token, version } = mint();
  const profile = { authType: "token", tokenVersions: [version] } as unknown as Profile;
  const later = { ...profile, authType: "mtls" } as Profile;
  const cases: [Profile | undefined, string][] = [
    [profile, mintToken(version.id).reveal()],
    [profile, "nonsense"],
    [undefined, token],
    [undefined, "nonsense"],
    [later, token],
  ];
  const times = cases.map((): number[] => []);
  for (let round = 0; round < 401; round += 1) {
    cases.forEach(([of, sent], index) => {
      const start = process.hrtime.bigint();
      void authenticatorFor(of)(peppers, profileId, of, sent, now, { certificate: undefined });
      times[index]?.push(Number(process.hrtime.bigint() - start));
    });
  }
  const medians = times.map((all) => all.sort((a, b) => a - b)[200] ?? 0);
  // The checksum of a well-formed token is what may differ; the HMAC outweighs it.
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(3);
});

it.each(["HS256", "RS256"])("does so for a %s JWT, whatever the profile is (threat 12)", async (alg) => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwt = `${encode({ alg, kid: "a" })}.${encode({ exp: 9e9, sub: "x".repeat(200) })}.${"A".repeat(342)}`;
  const rules = {
    issuer: undefined,
    audience: undefined,
    maxLifetime: undefined,
    clockSkew: 0,
    requiredClaims: {},
  };
  const versions = [{ id: randomId(), secret: randomKey(), expiresAt: null }];
  const verifier = createHmacJwtVerifier("HS256", versions, rules);
  const { version } = mint();
  const of = (authType: string, more: object = {}) =>
    ({ authType, tokenVersions: [version], ...more }) as unknown as Profile;
  const cases = [undefined, of("token"), of("jwt", { verifier }), of("mtls")];
  const times = cases.map((): number[] => []);
  for (let round = 0; round < 201; round += 1) {
    for (const [index, profile] of cases.entries()) {
      const start = process.hrtime.bigint();
      await authenticatorFor(profile)(peppers, profileId, profile, jwt, now, { certificate: undefined });
      times[index]?.push(Number(process.hrtime.bigint() - start));
    }
  }
  const medians = times.map((all) => all.sort((a, b) => a - b)[100] ?? 0);
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(3);
});
