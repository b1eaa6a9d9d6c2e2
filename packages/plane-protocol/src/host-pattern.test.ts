import { expect, it } from "vitest";
import { isHostPattern } from "./host-pattern.ts";

it.each(["api.example.com", "*.example.com", "localhost", "192.0.2.1", "a-b.c", "*.com"])(
  "takes %s",
  (text) => {
    expect(isHostPattern(text)).toBe(true);
  },
);

it.each([
  "",
  "*",
  "*.",
  "a.*.com",
  "*a.com",
  "A.com",
  "a.com.",
  "a..b",
  "-a.com",
  "a.com:80",
  "http://a.com",
  "a_b.com",
  "a b",
  "[::1]",
  `${"a".repeat(64)}.com`,
  `${"a.".repeat(130)}com`,
])("refuses %s", (text) => {
  expect(isHostPattern(text)).toBe(false);
});
