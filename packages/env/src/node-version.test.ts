import { expect, it } from "vitest";
import { isSupportedNode } from "./node-version.ts";

it.each([
  ["v24.18.1", true],
  ["v24.21.0", true],
  ["v25.0.0", true],
  ["v24.18.0", false],
  ["v22.23.2", false],
  ["v20.20.2", false],
  ["nonsense", false],
])("tells whether %s is new enough", (version, supported) => {
  expect(isSupportedNode(version)).toBe(supported);
});
