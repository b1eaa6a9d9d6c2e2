import { parsePathTemplate } from "@zerq/plane-protocol/path-template";
import { describe, expect, it } from "vitest";
import type { DeniedRoute } from "./route.ts";
import { RouteTree } from "./route-tree.ts";
import { compileTargetPath } from "./target-path.ts";

function entry(path: string, methods = ["GET"]) {
  const route: DeniedRoute = { kind: "denied", proxyId: path, collectionId: "c", template: path, reason: "" };
  return { segments: parsePathTemplate(path), methods, route };
}

const { tree } = RouteTree.of(
  [
    "/",
    "/users",
    "/users/me",
    "/users/{id}",
    "/users/{id}/posts",
    "/users/me/*",
    "/{kind}/first",
    "/files/*",
  ].map((path) => entry(path)),
);
const match = (path: string, offset = 0) => {
  const found = tree.find(path, offset);
  return found === undefined ? undefined : [found.endpoint.methods.get("GET")?.proxyId, ...found.captures];
};

describe("the routes of a collection", () => {
  it.each([
    ["/", ["/"]],
    ["/users", ["/users"]],
    ["/users/me", ["/users/me"]],
    ["/users/7", ["/users/{id}", "7"]],
    ["/users/me/posts", ["/users/me/*", "posts"]],
    ["/users/7/posts", ["/users/{id}/posts", "7"]],
    ["/users/first", ["/users/{id}", "first"]],
    ["/groups/first", ["/{kind}/first", "groups"]],
    ["/files/a/b", ["/files/*", "a/b"]],
    ["/files/", ["/files/*", ""]],
    ["/users/7/likes", undefined],
    ["/users/", undefined],
    ["/users/me/", ["/users/me/*", ""]],
    ["/nothing", undefined],
    ["/constructor", undefined],
  ])("lead %s to %j", (path, expected) => {
    expect(match(path)).toEqual(expected);
  });

  it("are matched behind the base path", () => {
    expect(match("/base/users/7", 5)).toEqual(["/users/{id}", "7"]);
    expect(match("/base", 5)).toEqual(["/"]);
    expect(match("/base/", 5)).toEqual(["/"]);
  });

  it("leave a failed way without its captures", () => {
    const { tree: other } = RouteTree.of([entry("/{a}/x"), entry("/*")]);
    expect(other.find("/1/y", 0)?.captures).toEqual(["1/y"]);
  });

  it("of one path share an Allow, and HEAD comes with GET", () => {
    const { tree: other } = RouteTree.of([entry("/a", ["GET"]), entry("/a", ["POST"]), entry("/b", ["PUT"])]);
    expect(other.find("/a", 0)?.endpoint.allow).toBe("GET, POST, HEAD");
    expect(other.find("/b", 0)?.endpoint.allow).toBe("PUT");
  });

  it("that claim the same path and method are both denied and told", () => {
    const { tree: other, collisions } = RouteTree.of([entry("/{a}", ["GET", "PUT"]), entry("/{b}", ["GET"])]);
    expect(collisions.map((pair) => pair.map(({ proxyId }) => proxyId))).toEqual([["/{a}", "/{b}"]]);
    const methods = other.find("/x", 0)?.endpoint.methods;
    expect(methods?.get("GET")?.kind).toBe("denied");
    expect(methods?.get("PUT")?.proxyId).toBe("/{a}");
  });
});

describe("the path at the upstream", () => {
  const target = (base: string, to: string, path: string, captures: string[]) =>
    compileTargetPath(base, parsePathTemplate(to), parsePathTemplate(path))(captures);

  it.each([
    ["/", "/v2/txns", "/transactions", [], "/v2/txns"],
    ["/api", "/v2/txns", "/transactions", [], "/api/v2/txns"],
    ["/api/", "/", "/x", [], "/api/"],
    ["/", "/", "/x", [], "/"],
    ["/", "/b/{id}/c", "/{id}", ["7"], "/b/7/c"],
    ["/", "/{b}/{a}", "/{a}/{b}", ["1", "2"], "/2/1"],
    ["/", "/x/{a}/*", "/{a}/*", ["1", "2/3"], "/x/1/2/3"],
    ["/", "/x/*", "/files/*", [""], "/x/"],
  ] as [string, string, string, string[], string][])(
    "of %s%s for %s with %j is %s",
    (base, to, path, captures, expected) => {
      expect(target(base, to, path, captures)).toBe(expected);
    },
  );
});
