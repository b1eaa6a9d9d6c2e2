import { randomBytes } from "node:crypto";

/** 24 hex digits, unique like an ObjectId but without a time or machine in it. */
export function randomId(): string {
  return randomBytes(12).toString("hex");
}

/** `bytes` random bytes as base64url. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}
