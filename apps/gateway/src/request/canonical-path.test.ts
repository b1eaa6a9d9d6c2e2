import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalPath, isCleanQuery } from "./canonical-path.ts";

describe("the canonical path", () => {
  it.each([
    ["/", "/"],
    ["/a/b", "/a/b"],
    ["/a/", "/a/"],
    ["/a%2Db%7e", "/a-b~"],
    ["/%41%28%29", "/A()"],
    ["/a%20b", "/a%20b"],
    ["/%c3%a4", "/%C3%A4"],
    ["/%f0%9f%98%80", "/%F0%9F%98%80"],
    ["/100%25", "/100%25"],
    ["/a%3bb", "/a%3Bb"],
    ["/.hidden/..b/c..", "/.hidden/..b/c.."],
    ["/%2ehidden", "/.hidden"],
  ])("of %s is %s", (path, canonical) => {
    expect(canonicalPath(path)).toBe(canonical);
  });

  it.each([
    "",
    "a",
    "//",
    "/a//b",
    "/.",
    "/..",
    "/a/.",
    "/a/../b",
    "/%2e",
    "/%2E%2e/a",
    "/.%2e/a",
    "/a%2fb",
    "/a%5Cb",
    "/a\\b",
    "/a;b",
    "/a%00",
    "/a%0a",
    "/a%7f",
    "/a b",
    "/a%",
    "/a%4",
    "/a%4g",
    "/%252e",
    "/%2525",
    "/%c0%af",
    "/%e0%80%af",
    "/%ed%a0%80",
    "/%f4%90%80%80",
    "/%f8%88%80%80%80",
    "/%c3",
    "/%c3a",
    "/ä",
    "/a\u0000",
    "/a#b",
    "/a?b",
    '/a"b',
    "/a[b]",
    "/a|b",
    "/a{b}",
  ])("does not exist for %j", (path) => {
    expect(canonicalPath(path)).toBeUndefined();
  });

  it("is its own canonical form, decodes to what the path decodes to, and has no dot or empty segments", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "/",
        ".",
        "..",
        "%2e",
        "%2f",
        "%5c",
        "%25",
        "%41",
        ";",
        "\\",
        "a",
        "%c3%a4",
        "%",
        "b-_~",
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = `/${pieces.join("")}`;
        const canonical = canonicalPath(path);
        if (canonical === undefined) return;
        expect(canonicalPath(canonical)).toBe(canonical);
        expect(decodeURIComponent(canonical)).toBe(decodeURIComponent(path));
        const segments = decodeURIComponent(canonical).slice(1).split("/");
        expect(segments).not.toContain(".");
        expect(segments).not.toContain("..");
        expect(segments.slice(0, -1)).not.toContain("");
      }),
    );
  });

  it("reads as the same path to a parser that normalises", () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const canonical = canonicalPath(path === "" ? "/" : path);
        if (canonical !== undefined) expect(new URL(canonical, "http://h").pathname).toBe(canonical);
      }),
    );
  });
});

it("takes a query only when it is printable ASCII without a fragment", () => {
  expect(isCleanQuery("/a?b=%20&c='\"<>", 2)).toBe(true);
  for (const bad of ["/a?b c", "/a?b\n", "/a?ä", "/a?#", "/a?\u007f"])
    expect(isCleanQuery(bad, 2)).toBe(false);
});
