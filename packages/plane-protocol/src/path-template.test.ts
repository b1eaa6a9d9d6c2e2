import { describe, expect, it } from "vitest";
import { isForbiddenEnvName } from "./env-names.ts";
import {
  PathTemplateError,
  parseBasePath,
  parsePathTemplate,
  parseTargetPath,
  pathShape,
} from "./path-template.ts";

describe("a path template", () => {
  it("has literals, parameters in either spelling, and a rest", () => {
    expect(parsePathTemplate("/a/{id}/:name/*")).toEqual([
      { kind: "literal", text: "a" },
      { kind: "param", name: "id" },
      { kind: "param", name: "name" },
      { kind: "rest" },
    ]);
    expect(parsePathTemplate("/")).toEqual([]);
    expect(pathShape(parsePathTemplate("/a/{x}/*"))).toBe(pathShape(parsePathTemplate("/a/:y/*")));
  });

  it.each([
    "",
    "a",
    "//",
    "/a/",
    "/a//b",
    "/.",
    "/a/../b",
    "/a;b",
    "/a%2fb",
    "/a b",
    "/{a",
    "/{}",
    "/a{b}",
    "/*/b",
    "/a*",
    "/{a}/{a}",
    "/:",
    "/a?b",
    "/a#b",
    "/a\\b",
    "/é",
  ])("is refused: %s", (path) => {
    expect(() => parsePathTemplate(path)).toThrow(PathTemplateError);
  });

  it("gives a target only what it captures", () => {
    const path = parsePathTemplate("/a/{id}/*");
    expect(parseTargetPath("/v2/{id}/x/*", path)).toHaveLength(4);
    expect(() => parseTargetPath("/{other}", path)).toThrow("does not capture");
    expect(() => parseTargetPath("/*", parsePathTemplate("/a"))).toThrow("does not have");
  });

  it("allows literals only in a base path", () => {
    expect(parseBasePath("/payments/v1")).toEqual(["payments", "v1"]);
    expect(() => parseBasePath("/{tenant}")).toThrow(PathTemplateError);
  });
});

it.each([
  ["ENCRYPTION_KEY", true],
  ["SNAPSHOT_KEY", true],
  ["ANYTHING_FILE", true],
  ["ZERQ_GATEWAY_PORT", true],
  ["OIDC_CLIENT_SECRET", true],
  ["NODE_OPTIONS", true],
  ["AWS_SECRET_ACCESS_KEY", true],
  ["PARTNER_API_KEY", false],
])("the name %s is forbidden: %s", (name, forbidden) => {
  expect(isForbiddenEnvName(name)).toBe(forbidden);
});
