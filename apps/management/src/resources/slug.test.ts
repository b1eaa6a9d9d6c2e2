import { expect, it } from "vitest";
import { shortened, slugOf } from "./slug.ts";

it.each([
  ["Payments & Transfers", "payments-transfers"],
  ["  Übersicht — Konten ", "ubersicht-konten"],
  ["!!!", "client"],
  [`${"a".repeat(69)} b`, "a".repeat(69)],
])("makes of %s the key %s", (name, key) => {
  expect(slugOf(name, "client")).toBe(key);
});

it("shortens a key to one that something may follow", () => {
  const key = `${"a".repeat(59)}-${"b".repeat(10)}`;
  expect([shortened(key, 60), shortened(key, 61), shortened("short", 60)]).toEqual([
    "a".repeat(59),
    `${"a".repeat(59)}-b`,
    "short",
  ]);
});
