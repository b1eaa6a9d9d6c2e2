import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { duration, flag, httpUrl, integer, key32, list, networks, port, secretUrl, text } from "./kinds.ts";
import { loadSettings, SettingsError, setting } from "./settings.ts";

const spec = {
  PORT: setting(port, { description: "the port", default: "8080" }),
  KEY: setting(key32, { description: "the key" }),
  NAMES: setting(list, { description: "names", default: "" }),
};
const good = randomBytes(32).toString("base64");

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    loadSettings(spec, source);
    return [];
  } catch (error) {
    return error instanceof SettingsError ? error.problems : [String(error)];
  }
}

describe("settings", () => {
  it("are read, defaulted and frozen", () => {
    const settings = loadSettings(spec, { KEY: good, NAMES: " a, b ,," });
    expect(settings.PORT).toBe(8080);
    expect(settings.NAMES).toEqual(["a", "b"]);
    expect(settings.KEY.reveal()).toEqual(Buffer.from(good, "base64"));
    expect(Object.isFrozen(settings)).toBe(true);
    expect(JSON.stringify(settings)).not.toContain(good);
  });

  it("name every problem at once", () => {
    expect(problemsOf({ PORT: "80a" })).toEqual([
      "PORT must be a whole number from 1 to 65535",
      "KEY is missing: the key",
    ]);
  });

  it("come from files as well, but not from both", () => {
    const file = join(mkdtempSync(join(tmpdir(), "zerq-env-")), "key");
    writeFileSync(file, `${good}\n`);
    expect(loadSettings(spec, { KEY_FILE: file }).KEY.reveal()).toEqual(Buffer.from(good, "base64"));
    expect(problemsOf({ KEY: good, KEY_FILE: file })).toEqual([
      "KEY_FILE and KEY are both set; keep one of them",
    ]);
    expect(problemsOf({ KEY_FILE: `${file}.none` })).toEqual(["KEY_FILE names a file that can't be read"]);
  });
});

const half = Buffer.from("8f3a5c0de17b4296ab60d4f81e935c77", "hex");

describe("a 32-byte key", () => {
  it.each([
    ["base64", good],
    ["hex", randomBytes(32).toString("hex")],
    ["base64url", randomBytes(32).toString("base64url")],
  ])("is taken as %s", (_form, value) => {
    expect(problemsOf({ KEY: value })).toEqual([]);
  });

  it.each([
    ["short", randomBytes(16).toString("base64"), "too short"],
    ["long", randomBytes(33).toString("base64"), "too long"],
    ["all equal", Buffer.alloc(32, 1).toString("base64"), "one byte repeated"],
    ["one half twice", Buffer.concat([half, half]).toString("base64"), "one half twice"],
    ["zero in hex", "00".repeat(32), "one byte repeated"],
    ["a sequence", Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString("base64"), "plain sequence"],
    ["two bytes in turn", "0102".repeat(16), "not random"],
    ["readable", Buffer.from("change-me-change-me-32-bytes-key").toString("base64"), "readable text"],
    ["a placeholder", "<your key here>", "not base64 or hex"],
  ])("is refused when it is %s, with how to make one", (_what, value, why) => {
    const [problem] = problemsOf({ KEY: value });
    expect(problem).toContain(why);
    expect(problem).toContain("openssl rand -base64 32");
    expect(problem).not.toContain(value);
  });
});

describe("kinds", () => {
  const read = (schema: Parameters<typeof setting>[0], value: string) =>
    (loadSettings({ X: setting(schema, { description: "x" }) }, { X: value }) as { X: unknown }).X;
  it("read what they say", () => {
    expect(read(duration as never, "5m")).toBe(300_000);
    expect(read(flag as never, "true")).toBe(true);
    expect(read(httpUrl as never, "https://a.example/x/")).toBe("https://a.example/x");
    expect(read(integer(1, 3) as never, "2")).toBe(2);
    expect(read(text as never, "as it is")).toBe("as it is");
    expect(String(read(secretUrl("redis", "rediss") as never, "redis://:pw@h"))).toBe("[secret]");
    const block = read(networks as never, "10.0.0.0/8, ::1") as { check(a: string, f: string): boolean };
    expect([
      block.check("10.9.9.9", "ipv4"),
      block.check("::1", "ipv6"),
      block.check("11.0.0.1", "ipv4"),
    ]).toEqual([true, true, false]);
    const mapped = read(networks as never, "::ffff:10.0.0.0/104, fd00::/8") as typeof block;
    expect([mapped.check("10.9.9.9", "ipv4"), mapped.check("11.0.0.1", "ipv4")]).toEqual([true, false]);
  });
  it.each([
    [duration, "5 minutes"],
    [flag, "yes"],
    [httpUrl, "ftp://a"],
    [integer(1, 3), "4"],
    [secretUrl("redis"), "http://h"],
    [networks, "10.0.0.0/33"],
    [networks, "localhost"],
    [networks, "::ffff:0:0/0"],
    [networks, "::ffff:10.0.0.0/95"],
    [networks, "::/0"],
    [networks, "::/64"],
  ])("refuse what they can't read (%#)", (schema, value) => {
    expect(() => read(schema as never, value)).toThrow(SettingsError);
  });
});
