import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "./length-prefixed.ts";
import { openValue, SealError, sealValue } from "./sealed-value.ts";
import { randomKey } from "./secret-key.ts";

describe("a sealed value", () => {
  const key = randomKey();
  const place = ["snapshot", "deployment", "credential", "id", "apiKey"];

  it("opens to what was sealed, whatever it was", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(openValue(key, sealValue(key, Buffer.from(bytes), place), place)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it("has a fresh nonce each time", () => {
    const nonces = Array.from({ length: 200 }, () => sealValue(key, "same", place).slice(0, 16));
    expect(new Set(nonces).size).toBe(200);
  });

  it("doesn't open elsewhere, under another key, truncated, or with a bit flipped", () => {
    const sealed = sealValue(key, "value", place);
    expect(() => openValue(key, sealed, [...place.slice(0, 3), "other", "apiKey"])).toThrow(SealError);
    expect(() => openValue(randomKey(), sealed, place)).toThrow(SealError);
    const bytes = Buffer.from(sealed, "base64url");
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length).toString("base64url");
      expect(() => openValue(key, cut, place)).toThrow(SealError);
    }
    for (let index = 0; index < bytes.length; index += 1) {
      const flipped = Buffer.from(bytes);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      expect(() => openValue(key, flipped.toString("base64url"), place)).toThrow(SealError);
    }
  });
});

describe("length prefixes", () => {
  it("tell any two lists of parts apart", () => {
    const list = fc.array(fc.string(), { maxLength: 4 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(lengthPrefixed(a).equals(lengthPrefixed(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(lengthPrefixed(["ab", "c"])).not.toEqual(lengthPrefixed(["a", "bc"]));
  });
});
