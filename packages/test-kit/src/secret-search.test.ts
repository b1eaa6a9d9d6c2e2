import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { secretRegistry } from "./secret-registry.ts";
import { searchFor } from "./secret-search.ts";

/** With characters that every escaping changes. */
const value = `p"ss\\w0rd/+&= ${randomBytes(12).toString("base64")}`;
const secret = { what: "the secret", value };
const none = new Map<string, Buffer>();
const around = (text: string) => `before ${text} after`;
const inJson = (text: string) => JSON.stringify({ field: text });

describe("a secret is found", () => {
  const bytes = Buffer.from(value);
  const forms: [string, string][] = [
    ["as it is", value],
    ["in JSON", inJson(value)],
    ["in JSON inside of JSON", inJson(inJson(value))],
    ["percent-encoded", encodeURIComponent(value)],
    [
      "percent-encoded in lower case",
      encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase()),
    ],
    ["in hex", bytes.toString("hex")],
    ["in upper-case hex", bytes.toString("hex").toUpperCase()],
  ];
  it.each(forms)("%s", (_form, text) => {
    expect(searchFor([secret], none).findIn(around(text))).toEqual(["the secret"]);
  });

  it.each(["", "1", "12"])("in base64 and base64url, behind %j of what was encoded with it", (before) => {
    for (const encoding of ["base64", "base64url"] as const) {
      const text = Buffer.from(`${before}${value} and more`).toString(encoding);
      expect(searchFor([secret], none).findIn(around(text))).toEqual(["the secret"]);
    }
  });

  it("at the very beginning and the very end, among thousands of others", () => {
    const others = Array.from({ length: 1_000 }, (_, index) => ({
      what: `other ${index}`,
      value: `zerq_tok_${randomBytes(24).toString("hex")}`,
    }));
    const search = searchFor([...others, secret], none);
    expect(search.findIn(value)).toEqual(["the secret"]);
    expect(search.findIn(`${others[7]?.value}${value}`)).toEqual(["other 7", "the secret"]);
    expect(search.forms).toBeGreaterThan(5_000);
  });

  it("by one line of a key, by the signature of a JWT, and as bytes", () => {
    const line = randomBytes(48).toString("base64");
    const pem = `-----BEGIN PRIVATE KEY-----\n${line}\n${randomBytes(48).toString("base64")}\n-----END PRIVATE KEY-----\n`;
    const signature = randomBytes(32).toString("base64url");
    const key = randomBytes(32);
    const given = [
      { what: "pem", value: pem },
      { what: "jwt", value: `eyJhbGciOiJIUzI1NiJ9.e30.${signature}` },
    ];
    const search = searchFor(given, new Map([["key", key]]));
    expect(search.findIn(around(line))).toEqual(["pem"]);
    expect(search.findIn(around(signature))).toEqual(["jwt"]);
    expect(search.findIn(around(key.toString("base64")))).toEqual(["key"]);
    expect(search.findIn(around(key.toString("hex")))).toEqual(["key"]);
  });
});

describe("nothing is found", () => {
  it("in a text that has all but the last character", () => {
    expect(searchFor([secret], none).findIn(around(value.slice(0, -1)))).toEqual([]);
  });

  it("by the first and last lines that all keys have", () => {
    const pem = `-----BEGIN PRIVATE KEY-----\n${randomBytes(48).toString("base64")}\n-----END PRIVATE KEY-----\n`;
    const search = searchFor([{ what: "pem", value: pem }], none);
    expect(search.findIn("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n")).toEqual([]);
  });
});

describe("the registry", () => {
  const file = join(mkdtempSync(join(tmpdir(), "zerq-registry-")), "secrets");

  it("has what several of its kind were told, each once", () => {
    const [one, other] = [secretRegistry(file), secretRegistry(file)];
    expect(one.all()).toEqual([]);
    one.add("first", value);
    one.add("first again", value);
    other.add("second", `${value}-2`);
    other.add("first, elsewhere", value);
    expect(one.all().map((known) => known.value)).toEqual([value, `${value}-2`]);
  });

  it("refuses what is too short to be searched for, without repeating it", () => {
    expect(() => secretRegistry(file).add("a pin", "0815")).toThrow(/^a pin is too short/);
  });
});
