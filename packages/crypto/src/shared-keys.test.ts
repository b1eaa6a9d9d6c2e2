import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { deriveKey } from "./derive.ts";
import { secretKey } from "./secret-key.ts";
import { deriveKeys, keyName, sharedKeys } from "./shared-keys.ts";

const [current, earlier] = [randomBytes(32), randomBytes(32)];

it("derives from each key in its place", () => {
  const derived = deriveKeys(sharedKeys(current, [earlier]), "reports");
  expect(derived.map((key) => key.export())).toEqual(
    [current, earlier].map((bytes) => deriveKey(secretKey(bytes), "reports").export()),
  );
});

it("names a key the same wherever it stands, and shows nothing of it", () => {
  const names = sharedKeys(current, [earlier]).map(keyName);
  expect(sharedKeys(earlier, [current]).map(keyName)).toEqual([...names].reverse());
  expect(new Set(names).size).toBe(2);
  expect(names[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(current.toString("hex")).not.toContain(names[0]);
});
