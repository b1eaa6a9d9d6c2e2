import type { KeyObject } from "node:crypto";
import { mac, macMatches } from "@zerq/crypto/mac";
import { randomToken } from "@zerq/crypto/random";
import { type AcceptedKeys, eachOf } from "@zerq/crypto/shared-keys";

/**
 * Which browser asked for a link. It keeps a random token in a cookie; opened anywhere else, a link also wants the short
 * code that only this browser is shown. So a mail that was forwarded, or read by somebody else, signs nobody in.
 */

/** Digits and letters that can't be taken for each other, 32 of them: five bits each. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH = 6;
const BROWSER_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a link's record keeps of the browser that asked. */
export type BrowserBinding = { readonly browser: string; readonly code: string };

export function mintBrowserToken(): string {
  return randomToken(32);
}

export function isBrowserToken(text: string): boolean {
  return BROWSER_TOKEN.test(text);
}

/**
 * The short code of a browser, six characters. It follows from the cookie's token, so that it is the same for every link
 * this browser asks for, and is stored nowhere.
 * @param key derived from PORTAL_KEY with the label "browser-binding"
 */
export function browserCode(key: KeyObject, browserToken: string): string {
  const bytes = Buffer.from(mac(key, "code-of-browser", browserToken), "base64url");
  return Array.from(bytes.subarray(0, CODE_LENGTH), (byte) => ALPHABET[byte & 31]).join("");
}

/** Keyed hashes of the browser's token and of its code. */
export function bindBrowser(key: KeyObject, browserToken: string): BrowserBinding {
  return {
    browser: mac(key, "browser", browserToken),
    code: mac(key, "code", browserCode(key, browserToken)),
  };
}

/** Whether this is the browser that asked. */
export function isBoundBrowser(keys: AcceptedKeys, binding: BrowserBinding, browserToken: string): boolean {
  return eachOf(keys).some((key) => macMatches(key, binding.browser, "browser", browserToken));
}

/** Whether this is the code shown where the link was asked for; case, spaces and hyphens don't count. */
export function isBoundCode(keys: AcceptedKeys, binding: BrowserBinding, code: string): boolean {
  const plain = code.toUpperCase().replace(/[\s-]/g, "");
  return eachOf(keys).some((key) => macMatches(key, binding.code, "code", plain));
}
