import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { loadKeys, verifyKeyOf } from "./keys.ts";

let folder: DataFolder;
beforeEach(() => {
  folder = openDataFolder(mkdtempSync(join(tmpdir(), "zerq-keys-")));
});

describe("the keys of a development stack", () => {
  it("are made once, for their owner only, and read again", () => {
    const keys = loadKeys(folder);
    expect(loadKeys(folder)).toEqual(keys);
    expect(statSync(folder.keysFile).mode & 0o777).toBe(0o600);
    expect(verifyKeyOf(keys.CONFIG_SIGNING_KEY)).toBe(keys.CONFIG_VERIFY_KEYS);
    expect(new Set([keys.ENCRYPTION_KEY, keys.SNAPSHOT_KEY, keys.PORTAL_KEY]).size).toBe(3);
  });

  const damages: [string, (keys: Record<string, unknown>) => string][] = [
    ["no JSON", () => '{"ENCRYPTION_KEY": "very-secret'],
    ["no object", () => "7"],
    ["a missing key", ({ PORTAL_KEY: _, ...rest }) => JSON.stringify(rest)],
    ["a wrong type", (keys) => JSON.stringify({ ...keys, redisPassword: 7 })],
    ["a short key", (keys) => JSON.stringify({ ...keys, ENCRYPTION_KEY: "AAAA" })],
    ["a signing key that is none", (keys) => JSON.stringify({ ...keys, CONFIG_SIGNING_KEY: "very-secret" })],
    ["a password that would end the line", (keys) => JSON.stringify({ ...keys, redisPassword: "x\nsave" })],
    ["no provider keys", (keys) => JSON.stringify({ ...keys, identityProvider: null })],
  ];
  it.each(damages)(
    "are refused when the file holds %s, with what to do and without the content",
    (_what, damage) => {
      writeFileSync(folder.keysFile, damage(loadKeys(folder) as unknown as Record<string, unknown>));
      const load = () => loadKeys(folder);
      expect(load).toThrow(folder.keysFile);
      expect(load).toThrow(`rm -rf ${folder.path}`);
      expect(load).not.toThrow("very-secret");
    },
  );

  it("are refused when they are missing beside data that only they open", () => {
    const data = join(folder.mongodb, "WiredTiger");
    writeFileSync(data, "");
    expect(() => loadKeys(folder)).toThrow("is missing, and the data beside it can't be read without it");
    rmSync(data);
    expect(loadKeys(folder).ENCRYPTION_KEY).toBe(
      JSON.parse(readFileSync(folder.keysFile, "utf8")).ENCRYPTION_KEY,
    );
  });
});
