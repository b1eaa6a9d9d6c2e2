import { describe, expect, inject, it } from "vitest";
import { call, manage } from "./callers.ts";

const dev = inject("dev");
const collection = () => ({
  name: `refused ${Math.random()}`,
  basePath: `/refused-${Math.random().toString(36).slice(2)}`,
  targetEndpoint: dev.upstream.url,
});

describe("roles come from the token on every call", () => {
  const cases: [string | null, string, string, number][] = [
    ["viewer", "GET", "/collections", 200],
    ["modifier", "GET", "/collections", 200],
    ["auditor", "GET", "/collections", 403],
    ["admin", "GET", "/collections", 200],
    [null, "GET", "/collections", 401],
    ["viewer", "POST", "/collections", 403],
    ["auditor", "POST", "/collections", 403],
    ["viewer", "GET", "/audit-logs", 403],
    ["modifier", "GET", "/audit-logs", 403],
    ["auditor", "GET", "/audit-logs", 200],
    ["admin", "GET", "/audit-logs", 200],
  ];
  it.each(cases)("%s %s %s is %i", async (user, method, path, status) => {
    const answer = await manage(user, method, path, method === "POST" ? collection() : undefined);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });
});

describe("bad input is refused with a code of the catalogue and nothing is written", () => {
  const id = "0123456789abcdef01234567";
  const cases: [string, string, string, unknown, number, string][] = [
    ["malformed JSON", "POST", "/collections", '{"name": ', 400, "bad_request"],
    [
      "an unknown field",
      "POST",
      "/collections",
      { ...collection(), colour: "red" },
      400,
      "validation_failed",
    ],
    ["a wrong type", "POST", "/collections", { ...collection(), name: 7 }, 400, "validation_failed"],
    [
      "an operator as an id",
      "POST",
      "/proxies",
      { collectionId: { $ne: null }, name: "x", methods: ["GET"], path: "/x" },
      400,
      "validation_failed",
    ],
    [
      "a field without behaviour yet",
      "POST",
      "/proxies",
      {
        collectionId: "0".repeat(24),
        name: "x",
        methods: ["GET"],
        path: "/x",
        handler: { kind: "workflow" },
      },
      400,
      "not_supported",
    ],
    [
      "a header value with CR LF",
      "POST",
      "/collections",
      { ...collection(), headers: [{ name: "X-A", value: "a\r\nX-B: c" }] },
      400,
      "validation_failed",
    ],
    [
      "Zerq's own setting as a name",
      "POST",
      "/collections",
      { ...collection(), headers: [{ name: "X-A", value: "$SNAPSHOT_KEY" }] },
      400,
      "validation_failed",
    ],
    [
      "a metadata service as target",
      "POST",
      "/collections",
      { ...collection(), targetEndpoint: "http://169.254.169.254" },
      400,
      "egress_not_allowed",
    ],
    ["a resource that isn't there", "GET", `/collections/${id}`, undefined, 404, "not_found"],
    ["an id that is none", "GET", "/collections/%7B%22$ne%22:null%7D", undefined, 400, "validation_failed"],
  ];
  it.each(cases)("%s", async (_what, method, path, body, status, code) => {
    const before = await manage<{ items: { version: number }[] }>("viewer", "GET", "/versions?limit=1");
    const answer = await manage<{ error: string; requestId: string }>("modifier", method, path, body);
    expect([answer.status, answer.body.error]).toEqual([status, code]);
    expect(answer.body.requestId).toBeTruthy();
    const after = await manage<{ items: { version: number }[] }>("viewer", "GET", "/versions?limit=1");
    expect(after.body.items[0]?.version).toBe(before.body.items[0]?.version);
  });

  it("refuses a duplicate base path", async () => {
    const first = await manage("modifier", "POST", "/collections", {
      ...collection(),
      basePath: "/taken-twice",
    });
    expect(first.status).toBe(201);
    const second = await manage<{ error: string }>("modifier", "POST", "/collections", {
      ...collection(),
      basePath: "/taken-twice",
    });
    expect([second.status, second.body.error]).toEqual([409, "conflict"]);
  });

  it.each(["no-slash", "/a/../b", "/a//b", "/a;b", "/a%2fb", "/{a", "/*/b", "/a b"])(
    "refuses the proxy path %s",
    async (path) => {
      const answer = await manage<{ error: string }>("modifier", "POST", "/proxies", {
        collectionId: dev.demo.collectionId,
        name: "bad path",
        methods: ["GET"],
        path,
        targetPath: "/v1/echo",
      });
      expect([answer.status, answer.body.error]).toEqual([400, "validation_failed"]);
    },
  );

  it("wants If-Match on a change and refuses a stale one", async () => {
    const path = `/collections/${dev.demo.collectionId}`;
    const without = await manage<{ error: string }>("modifier", "PATCH", path, { description: "x" });
    expect([without.status, without.body.error]).toEqual([428, "precondition_required"]);
    const stale = await manage<{ error: string }>(
      "modifier",
      "PATCH",
      path,
      { description: "x" },
      { "if-match": '"999999"' },
    );
    expect([stale.status, stale.body.error]).toEqual([412, "precondition_failed"]);
  });
});

describe("the gateway refuses", () => {
  it("a request without identity", async () => {
    const answer = await fetch(`${dev.gateway.url}${dev.demo.path}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBeTruthy();
    expect(((await answer.json()) as { error: string }).error).toBe("missing_headers");
  });

  it("an unknown client, a wrong token and a foreign profile with the very same answer", async () => {
    const unknown = "f".repeat(24);
    const answers = await Promise.all([
      call(dev.demo.path, { ...dev.demo, clientId: unknown }),
      call(dev.demo.path, { ...dev.demo, profileId: unknown }),
      call(dev.demo.path, { ...dev.demo, token: `${dev.demo.token.slice(0, -1)}x` }),
      call("/no/such/route", { ...dev.demo, token: "nonsense" }),
    ]);
    const bodies = await Promise.all(
      answers.map(async (answer) => {
        const { requestId: _, ...rest } = (await answer.json()) as { requestId: string };
        return { status: answer.status, ...rest };
      }),
    );
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]).toMatchObject({ status: 401, error: "unauthorized" });
  });
});
