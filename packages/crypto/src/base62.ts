import { randomInt } from "node:crypto";

export const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Whether every character from `start` to `end` is one of the 62; no regular expression on the hot path. */
export function isBase62(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    const digit = code >= 48 && code <= 57;
    const upper = code >= 65 && code <= 90;
    const lower = code >= 97 && code <= 122;
    if (!digit && !upper && !lower) return false;
  }
  return true;
}

/** `length` unbiased random characters: 43 of them carry 256 bits. */
export function randomBase62(length: number): string {
  let text = "";
  for (let index = 0; index < length; index += 1) text += alphabet[randomInt(62)];
  return text;
}

/** A number below 62^length, padded to `length` characters. */
export function encodeBase62(value: number, length: number): string {
  let text = "";
  let rest = value;
  for (let index = 0; index < length; index += 1) {
    text = alphabet[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
