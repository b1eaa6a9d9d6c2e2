import { createPublicKey, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { randomToken } from "@zerq/crypto/random";
import { generateSigningKeys, parsePrivateKey, parsePublicKey } from "@zerq/crypto/signing";
import { generateProviderKeys, type ProviderKeys } from "../identity-provider/signing-keys.ts";
import { type DataFolder, hasData, startAfresh, writeAtomically } from "./data-folder.ts";
import { LauncherError } from "./launcher-error.ts";

/** Everything secret of one development stack. Who gets which is decided in service-environments.ts. */
export type StackKeys = {
  ENCRYPTION_KEY: string;
  SNAPSHOT_KEY: string;
  PORTAL_KEY: string;
  CONFIG_SIGNING_KEY: string;
  CONFIG_VERIFY_KEYS: string;
  AUDIT_SIGNING_KEY: string;
  redisPassword: string;
  consoleClientSecret: string;
  demoUpstreamKey: string;
  identityProvider: ProviderKeys;
};

/** What each value must be; the checks throw or answer false. */
const checks: Record<keyof StackKeys, (value: unknown) => boolean> = {
  ENCRYPTION_KEY: is32Bytes,
  SNAPSHOT_KEY: is32Bytes,
  PORTAL_KEY: is32Bytes,
  CONFIG_SIGNING_KEY: (value) => isText(value) && parsePrivateKey(value) !== undefined,
  CONFIG_VERIFY_KEYS: (value) => isText(value) && parsePublicKey(value) !== undefined,
  AUDIT_SIGNING_KEY: (value) => isText(value) && parsePrivateKey(value) !== undefined,
  redisPassword: isToken,
  consoleClientSecret: isToken,
  demoUpstreamKey: isToken,
  identityProvider: isProviderKeys,
};

/**
 * The keys of this folder, made once.
 * @throws LauncherError when the file is damaged, or missing beside data that only its keys open
 */
export function loadKeys(folder: DataFolder): StackKeys {
  const { keysFile } = folder;
  if (!existsSync(keysFile)) {
    if (hasData(folder)) {
      throw new LauncherError(
        `${keysFile} is missing, and the data beside it can't be read without it: ${startAfresh(folder)}`,
      );
    }
    const keys = generateKeys();
    writeAtomically(keysFile, `${JSON.stringify(keys, null, 2)}\n`);
    return keys;
  }
  const keys = parse(folder);
  const bad = Object.entries(checks).filter(([name, check]) => !passes(check, keys[name]));
  if (bad.length > 0) {
    const names = bad.map(([name]) => name).join(", ");
    throw new LauncherError(
      `${keysFile} is damaged (missing or wrong: ${names}); the data beside it can't be read without its keys: ${startAfresh(folder)}`,
    );
  }
  return keys as unknown as StackKeys;
}

function parse(folder: DataFolder): Record<string, unknown> {
  let problem = "it holds no JSON object";
  try {
    const keys: unknown = JSON.parse(readFileSync(folder.keysFile, "utf8"));
    if (typeof keys === "object" && keys !== null) return keys as Record<string, unknown>;
  } catch (error) {
    // A parser's message quotes what it read, which is a key: only what the file system says is repeated.
    problem = error instanceof SyntaxError ? "it is no JSON" : (error as Error).message;
  }
  throw new LauncherError(
    `${folder.keysFile} can't be read (${problem}); the data beside it can't be read without its keys: ${startAfresh(folder)}`,
  );
}

function generateKeys(): StackKeys {
  const key = () => randomBytes(32).toString("base64");
  const config = generateSigningKeys();
  return {
    ENCRYPTION_KEY: key(),
    SNAPSHOT_KEY: key(),
    PORTAL_KEY: key(),
    CONFIG_SIGNING_KEY: config.privateKey,
    CONFIG_VERIFY_KEYS: config.publicKey,
    AUDIT_SIGNING_KEY: generateSigningKeys().privateKey,
    redisPassword: randomToken(),
    consoleClientSecret: randomToken(),
    demoUpstreamKey: randomToken(),
    identityProvider: generateProviderKeys(),
  };
}

/** The public half of a private key given by its setting, in the form of CONFIG_VERIFY_KEYS. */
export function verifyKeyOf(privateKey: string): string {
  return createPublicKey(parsePrivateKey(privateKey))
    .export({ format: "der", type: "spki" })
    .toString("base64");
}

function passes(check: (value: unknown) => boolean, value: unknown): boolean {
  try {
    return check(value);
  } catch {
    return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function is32Bytes(value: unknown): boolean {
  return isText(value) && Buffer.from(value, "base64").length === 32;
}

/** Goes into redis.conf and URLs as it is, so it must be of the alphabet that it was made of. */
function isToken(value: unknown): boolean {
  return isText(value) && /^[\w-]{20,}$/.test(value);
}

function isProviderKeys(value: unknown): boolean {
  const { jwks, cookieKey } = value as ProviderKeys;
  return (
    isText(cookieKey) &&
    Array.isArray(jwks.keys) &&
    jwks.keys.every((key) => isText(key.kid) && isText(key.d))
  );
}
