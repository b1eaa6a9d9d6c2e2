import { catalogue } from "@zerq/errors/catalogue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../published-config.ts";
import { publishRoute } from "../published-route.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const withSchema = (schema: unknown) =>
  publishRoute(gateway, {
    proxy: { requestSchema: typeof schema === "string" ? schema : JSON.stringify(schema) },
  });

const post = (caller: TestCaller, path: string, body: string) => {
  const length = Buffer.byteLength(body, "latin1");
  return asCaller(
    caller,
    `POST ${path} HTTP/1.1`,
    ["Content-Type: application/json", `Content-Length: ${length}`],
    body,
  );
};

describe("a body that isn't what it seems is 400, and never reaches the upstream", () => {
  const schema = { type: "object", properties: { amount: { type: "number" } } };
  it.each([
    ["a member twice (CVE-2022-25757)", '{"amount": 1, "amount": 2}'],
    ["a member twice in two spellings", '{"amount": 1, "\\u0061mount": 2}'],
    ["a member twice, further in", '{"a": [{"b": 1, "b": 2}]}'],
    ["depth", `${'{"a":'.repeat(200)}1${"}".repeat(200)}`],
    ["depth of lists", "[".repeat(5_000) + "]".repeat(5_000)],
    ["a byte order mark", '\xef\xbb\xbf{"amount": 1}'],
    ["bytes that are no UTF-8", '{"amount": 1, "a": "\xff"}'],
    ["overlong UTF-8", '{"a": "\xc0\xaf"}'],
    ["half a body", '{"amount": 1'],
    ["two bodies", '{"amount": 1}{"amount": 2}'],
    ["a comment", '{"amount": 1 /* x */}'],
    ["NaN", '{"amount": NaN}'],
    ["a raw control character", '{"a": "\x01"}'],
    ["nothing", " "],
  ])("%s", async (_what, body) => {
    const { path, caller } = await withSchema(schema);
    const before = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, post(caller, path, body));
    const { details, requestId, ...rest } = JSON.parse(answer.body) as Record<string, unknown>;
    expect([answer.status, rest]).toEqual([
      400,
      { error: "validation_failed", message: catalogue.validation_failed.message },
    ]);
    expect(details).toMatchObject([{ path: expect.stringMatching(/^body/) }]);
    expect(await gateway.entryOf(String(requestId))).toMatchObject({
      status: 400,
      error: "validation_failed",
    });
    expect(gateway.upstream.requests).toHaveLength(before);
  });

  it.each(["__proto__", "constructor", "prototype"])("an own %s pollutes nothing", async (name) => {
    const { path, caller } = await withSchema(schema);
    const answer = await sendRaw(
      gateway.port,
      post(caller, path, `{"${name}": {"isAdmin": true, "amount": 1}}`),
    );
    expect([200, 400]).toContain(answer.status);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  });
});

describe("a schema that would cost too much, or reach out, takes its route out of service", () => {
  it.each<[string, unknown]>([
    ["a pattern with a back reference", { type: "string", pattern: "^(a+)\\1$" }],
    ["a pattern with a lookahead", { type: "string", pattern: "^(?=a)a" }],
    ["a pattern that is none", { type: "string", pattern: "(" }],
    ["a reference to another host", { $ref: "http://127.0.0.1/x" }],
    ["a reference to a file", { $ref: "file:///etc/passwd" }],
    ["a type that is none", { type: "strnig" }],
    ["text that is no JSON", "{"],
    ["code for an identifier", { $id: "x'); process.exit(1); ('", type: 1 }],
  ])("%s", async (_what, schema) => {
    const { path, caller } = await withSchema(schema);
    await expectRefusal(gateway, post(caller, path, "{}"), { code: "route_invalid" });
  });
});

it.each([
  "^(a+)+$",
  "^(a|a)*$",
  "^(a|aa)+$",
  "(.*a){20}",
  "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}$",
])("the pattern %s is answered in linear time, or its route is out of service", async (pattern) => {
  const { path, caller } = await withSchema({ type: "string", pattern });
  const answer = await sendRaw(gateway.port, post(caller, path, JSON.stringify(`${"a".repeat(50_000)}!`)));
  // With a backtracking engine this would not come back within any timeout.
  expect([200, 400, 503]).toContain(answer.status);
});
