import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal, malformed } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const get = (path: string) => asCaller(gateway.caller, `GET ${path} HTTP/1.1`);

describe("what has no canonical form is 400", () => {
  it.each([
    ["dot segments", "/demo/../demo/accounts"],
    ["a dot segment at the end", "/demo/files/.."],
    ["a single dot", "/demo/./accounts"],
    ["encoded dots (CVE-2021-21322)", "/demo/%2e%2e/demo/accounts"],
    ["one encoded dot", "/demo/files/.%2e/x"],
    ["encoded dots in upper case", "/demo/files/%2E%2E/x"],
    ["an encoded slash (CVE-2026-15631)", "/demo/files/..%2f..%2fadmin"],
    ["an encoded slash alone", "/demo/files/a%2Fb"],
    ["an encoded backslash (CVE-2025-66490)", "/demo/files/%2e%2e%5cadmin"],
    ["a backslash", "/demo\\accounts"],
    ["a double slash", "//demo/accounts"],
    ["a double slash inside", "/demo//accounts"],
    ["path parameters", "/demo/accounts;admin=1"],
    ["encoded path parameters behind dots", "/demo/..;/accounts"],
    ["double encoding", "/demo/files/a%252e%252e"],
    ["triple encoding", "/demo/files/%25252e"],
    ["an encoded NUL", "/demo/files/a%00b"],
    ["a NUL", "/demo/files/a\0b"],
    ["an encoded line feed", "/demo/files/a%0ab"],
    ["overlong UTF-8 for a dot", "/demo/files/%c0%ae%c0%ae"],
    ["overlong UTF-8 of three bytes", "/demo/files/%e0%80%af"],
    ["a surrogate", "/demo/files/%ed%a0%80"],
    ["beyond Unicode", "/demo/files/%f4%90%80%80"],
    ["half a character", "/demo/files/%c3"],
    ["a byte that is none", "/demo/files/%ff"],
    ["an encoding that is none", "/demo/files/%zz"],
    ["%u encoding", "/demo/files/%u002e%u002e"],
    ["an encoding cut off", "/demo/files/%2"],
    ["a fragment", "/demo/accounts#fragment"],
    ["a raw byte", "/demo/files/\xe4"],
    ["a tab", "/demo/files/a\tb"],
    ["a raw byte in the query", "/demo/accounts?a=\xe4"],
    ["a fragment in the query", "/demo/accounts?a=1#x"],
    ["no path", "?a=1"],
    ["an asterisk", "*"],
  ])("%s", async (_what, path) => {
    await expectRefusal(gateway, get(path), malformed);
  });
});

describe("one form is matched and forwarded", () => {
  it.each([
    ["an encoding of what needs none", "/demo/%61ccounts", "/v1/accounts"],
    ["an encoded hyphen", "/demo/items/a%2Db", "/v1/things/a-b"],
    ["lower-case encodings", "/demo/items/%c3%a4%20x", "/v1/things/%C3%A4%20x"],
    [
      "an encoded question mark, and a query as it came",
      "/demo/files/a/b%3Fc?d=%2e%2e/&e",
      "/static/a/b%3Fc?d=%2e%2e/&e",
    ],
    ["dots inside of a segment", "/demo/files/..a/b..", "/static/..a/b.."],
  ])("%s", async (_what, path, forwarded) => {
    expect((await sendRaw(gateway.port, get(path))).status).toBe(200);
    expect(gateway.upstream.requests.at(-1)?.url).toBe(forwarded);
  });

  it.each(["/DEMO/accounts", "/demo/accounts/", "/demo/accounts%20", "/demo/Accounts", "/demo/%41ccounts"])(
    "%s is another path, not a way around",
    async (path) => {
      await expectRefusal(gateway, get(path), { code: "route_not_found" });
    },
  );
});
