import { deriveKey } from "@zerq/crypto/derive";
import { randomKey } from "@zerq/crypto/secret-key";
import { describe, expect, it } from "vitest";
import { linkHash, mintLinkToken } from "./magic-link.ts";
import {
  bindBrowser,
  browserCode,
  isBoundBrowser,
  isBoundCode,
  isBrowserToken,
  mintBrowserToken,
} from "./magic-link-browser.ts";
import { isSessionCsrfToken, mintSessionToken, sessionCsrfToken, sessionHash } from "./portal-session.ts";

const master = randomKey();
const key = deriveKey(master, "magic-link");

describe("a link's token", () => {
  it("is new each time, and prints as a secret", () => {
    expect(mintLinkToken().reveal()).not.toBe(mintLinkToken().reveal());
    expect(`${mintLinkToken()}`).toBe("[secret]");
  });

  it("has one hash under one key, and another for another purpose, token or key", () => {
    const token = mintLinkToken().reveal();
    expect(linkHash(key, token)).toBe(linkHash(key, token));
    expect(linkHash(key, token)).not.toContain(token);
    const others = [
      sessionHash(key, token),
      linkHash(key, mintLinkToken().reveal()),
      linkHash(deriveKey(master, "portal-session"), token),
    ];
    expect(others).not.toContain(linkHash(key, token));
  });

  it.each(["", "short", `${"a".repeat(42)}.`, "a".repeat(44), `${"a".repeat(43)}\n`])(
    "isn't of another form: %j",
    (text) => {
      expect([linkHash(key, text), sessionHash(key, text), isBrowserToken(text)]).toEqual([
        undefined,
        undefined,
        false,
      ]);
    },
  );
});

describe("the browser that asked", () => {
  const binding = deriveKey(master, "browser-binding");
  const token = mintBrowserToken();
  const bound = bindBrowser(binding, token);

  it("is known by its token", () => {
    expect(isBoundBrowser(binding, bound, token)).toBe(true);
    expect(isBoundBrowser(binding, bound, mintBrowserToken())).toBe(false);
    expect(isBoundBrowser(binding, bound, bound.browser)).toBe(false);
  });

  it("has one short code, which may be typed with spaces, hyphens and in any case", () => {
    const code = browserCode(binding, token);
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{6}$/);
    expect(isBoundCode(binding, bound, code)).toBe(true);
    expect(isBoundCode(binding, bound, ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `)).toBe(true);
    expect(isBoundCode(binding, bound, browserCode(binding, mintBrowserToken()))).toBe(false);
    expect(isBoundCode(binding, bound, "")).toBe(false);
  });
});

describe("a session's CSRF token", () => {
  it("belongs to one session", () => {
    const token = mintSessionToken().reveal();
    expect(isSessionCsrfToken(key, token, sessionCsrfToken(key, token))).toBe(true);
    expect(isSessionCsrfToken(key, mintSessionToken().reveal(), sessionCsrfToken(key, token))).toBe(false);
    expect(isSessionCsrfToken(key, token, "")).toBe(false);
  });
});
