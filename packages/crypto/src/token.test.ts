import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomId } from "./random.ts";
import { randomKey } from "./secret-key.ts";
import { hashToken, mintToken, parseToken, TOKEN_LENGTH, tokenMatches } from "./token.ts";

const versionId = "0123456789abcdef01234567";

describe("a token", () => {
  it("parses into its version and 43 characters of secret", () => {
    const token = mintToken(versionId).reveal();
    expect(token).toMatch(/^zerq_tok_[0-9a-f]{24}_[0-9A-Za-z]{49}$/);
    expect(token.length).toBe(TOKEN_LENGTH);
    expect(parseToken(token)).toEqual({ versionId, secret: token.slice(34, 77) });
  });

  it("doesn't print", () => {
    expect(`${mintToken(versionId)} ${JSON.stringify(mintToken(versionId))}`).not.toContain("zerq_tok_");
  });

  it("is never the same twice", () => {
    expect(new Set(Array.from({ length: 100 }, () => mintToken(versionId).reveal())).size).toBe(100);
  });

  it("is refused with any one character changed", () => {
    const token = mintToken(versionId).reveal();
    fc.assert(
      fc.property(fc.nat(TOKEN_LENGTH - 1), fc.constantFrom(..."0aZz_-é "), (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        expect(parseToken(changed)).toBeUndefined();
      }),
    );
  });

  it("is refused for whatever is no token", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(parseToken(text)).toBeUndefined();
      }),
    );
    expect(() => mintToken("not-an-id")).toThrow(RangeError);
  });
});

describe("a token's hash", () => {
  const pepper = randomKey();
  const parts = { profileId: randomId(), versionId, secret: "s".repeat(43) };
  it("depends on pepper, profile, version and secret", () => {
    const hash = hashToken(pepper, parts);
    expect(tokenMatches(hash, hashToken(pepper, parts))).toBe(true);
    for (const other of [
      hashToken(randomKey(), parts),
      hashToken(pepper, { ...parts, profileId: randomId() }),
      hashToken(pepper, { ...parts, versionId: randomId() }),
      hashToken(pepper, { ...parts, secret: "t".repeat(43) }),
      hash.subarray(0, 31),
    ]) {
      expect(tokenMatches(hash, other)).toBe(false);
    }
  });
});
