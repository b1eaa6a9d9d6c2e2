import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ settings: { GATEWAY_MAX_VALIDATED_BYTES: "2000" } });
  const { config, collection, accounts, items } = gateway;
  const query = (name: string, type: string, more: object = {}) => ({
    name,
    in: "query" as const,
    type,
    required: false,
    ...more,
  });
  const schema = {
    type: "object",
    required: ["amount"],
    properties: { amount: { type: "integer", minimum: 1 }, note: { type: "string", pattern: "^[a-z ]*$" } },
    additionalProperties: false,
  };
  const params = [
    query("limit", "integer", { default: 10 }),
    query("sort", "string", { enum: ["up", "down"] }),
    query("min", "number"),
    query("all", "boolean"),
  ];
  const accountsRules: typeof accounts = { ...accounts, params, requestSchema: JSON.stringify(schema) };
  const id = { name: "id", in: "path" as const, type: "integer", required: true };
  const itemsRules: typeof items = { ...items, params: [id, query("q", "string", { required: true })] };
  await gateway.publish(
    config.put("proxy", accountsRules),
    config.put("proxy", itemsRules),
    config.put("proxy", config.proxy({ collectionId: collection.id, path: "/plain", methods: ["POST"] })),
  );
});
afterAll(() => gateway.stop());

type Body = { error: string; details?: { path: string; code: string; message: string }[] };

/** The refusal and its log entry. */
async function refused(answer: Response) {
  const body = (await answer.json()) as Body;
  const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
  expect(entry).toMatchObject({ status: answer.status, error: body.error });
  return { status: answer.status, ...body, entry };
}

const post = (body: string | Buffer, headers: Record<string, string> = {}, path = "/demo/accounts") =>
  gateway.call(path, {
    method: "POST",
    body: body as NonNullable<RequestInit["body"]>,
    headers: { "content-type": "application/json", ...headers },
  });

describe("parameters", () => {
  it.each([
    ["limit=ten", "query.limit", "type"],
    ["limit=", "query.limit", "type"],
    ["limit=010", "query.limit", "type"],
    ["limit=99999999999999999999", "query.limit", "type"],
    ["limit=1.5", "query.limit", "type"],
    ["l%69mit=x", "query.limit", "type"],
    ["limit=1&limit=2", "query.limit", "repeated"],
    ["limit=1&lim%69t=2", "query.limit", "repeated"],
    ["sort=sideways", "query.sort", "enum"],
    ["min=NaN", "query.min", "type"],
    ["all=yes", "query.all", "type"],
    ["sort=%ff", "query.sort", "malformed"],
  ])("refuse ?%s with where and why, and never with the value", async (query, path, code) => {
    const { status, error, details, entry } = await refused(await gateway.call(`/demo/accounts?${query}`));
    expect([status, error]).toEqual([400, "validation_failed"]);
    expect(details).toMatchObject([{ path, code }]);
    expect(JSON.stringify(details)).not.toMatch(/ten|sideways|9999|NaN|yes/);
    expect(entry.deny).toBe(`${path} ${code}`);
  });

  it("of a path are checked as well, and what is required has to be there", async () => {
    const { details } = await refused(await gateway.call("/demo/items/seven"));
    expect(details?.map(({ path, code }) => [path, code])).toEqual([
      ["path.id", "type"],
      ["query.q", "required"],
    ]);
    expect((await gateway.call("/demo/items/7?q=")).status).toBe(200);
  });

  it.each([
    ["", "?limit=10"],
    ["?", "?limit=10"],
    ["?a=%7e&b&=c&&x=+", "?a=%7e&b&=c&&x=+&limit=10"],
    ["?limit=5&sort=up&min=-1.5e3&all=true", "?limit=5&sort=up&min=-1.5e3&all=true"],
    ["?l%69mit=5", "?l%69mit=5"],
  ])("keep the query %s byte for byte, with defaults behind it", async (query, sent) => {
    // Fetch would leave a lone question mark out.
    const identity = Object.entries(identityOf(gateway.caller)).map(([name, value]) => `${name}: ${value}`);
    const { status } = await sendRaw(
      gateway.port,
      rawRequest(`GET /demo/accounts${query} HTTP/1.1`, identity),
    );
    expect(status).toBe(200);
    expect(gateway.upstream.requests.at(-1)?.url).toBe(`/v1/accounts${sent}`);
  });
});

describe("a request schema", () => {
  it("lets a valid body through byte for byte, with its length, chunked or not", async () => {
    const body = '{ "amount": 1.0e1 ,\n"note": "caf\\u0065" }';
    for (const type of ["application/json", "application/vnd.bank+json; charset=UTF-8"]) {
      expect((await post(body, { "content-type": type })).status).toBe(200);
      const seen = gateway.upstream.requests.at(-1);
      expect([seen?.body, seen?.headers["content-length"]]).toEqual([body, String(body.length)]);
    }
    const stream = new Blob([body]).stream();
    const init = {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "content-type": "application/json" },
    };
    const chunked = await gateway.call("/demo/accounts", init as RequestInit);
    expect(chunked.status).toBe(200);
    expect(gateway.upstream.requests.at(-1)?.body).toBe(body);
    expect(await gateway.entryOf(chunked.headers.get("x-request-id"))).toMatchObject({
      bytesIn: body.length,
    });
  });

  it.each<[string, string | Buffer, string, string]>([
    ["a wrong type", '{"amount": "secret-value"}', "body.amount", "type"],
    ["a missing member", "{}", "body", "required"],
    ["a member too many", '{"amount": 1, "secret-value": 1}', "body", "additionalProperties"],
    ["a value against a pattern", '{"amount": 1, "note": "SECRET-VALUE"}', "body.note", "pattern"],
    ["another kind of value", '["secret-value"]', "body", "type"],
    ["no body", "", "body", "required"],
    ["half of a body", '{"amount": 1', "body", "malformed"],
    ["a member twice", '{"amount": 1, "amount": "secret-value"}', "body", "malformed"],
    ["a member twice in two spellings", '{"amount": 1, "\\u0061mount": 2}', "body", "malformed"],
    ["a body that is not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "body", "malformed"],
    ["a byte order mark", '\ufeff{"amount": 1}', "body", "malformed"],
    ["a body that is nested too deeply", "[".repeat(100) + "]".repeat(100), "body", "malformed"],
    ["an own __proto__", '{"amount": 1, "__proto__": {"a": 1}}', "body", "additionalProperties"],
  ])("refuses %s, and never says what it was", async (_what, body, path, code) => {
    const seen = gateway.upstream.requests.length;
    const { status, error, details, entry } = await refused(await post(body));
    expect([status, error]).toEqual([400, "validation_failed"]);
    expect(details).toMatchObject([{ path, code }]);
    expect(JSON.stringify([details, entry])).not.toMatch(/secret-value/i);
    expect(gateway.upstream.requests).toHaveLength(seen);
  });

  it.each<[string, Record<string, string>]>([
    ["text", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["another charset", { "content-type": "application/json; charset=latin1" }],
    ["a compressed body", { "content-encoding": "gzip" }],
  ])("refuses %s with 415", async (_what, headers) => {
    const { status, error } = await refused(await post('{"amount": 1}', headers));
    expect([status, error]).toEqual([415, "unsupported_media_type"]);
  });

  it("holds no more in memory than the setting allows, and leaves other bodies alone", async () => {
    const large = JSON.stringify({ amount: 1, note: "a".repeat(2_000) });
    const { status, error } = await refused(await post(large));
    expect([status, error]).toEqual([413, "body_too_large"]);
    const init = { method: "POST", body: new Blob([large]).stream(), duplex: "half" };
    const headers = { "content-type": "application/json" };
    const chunked = await refused(await gateway.call("/demo/accounts", { ...init, headers } as RequestInit));
    expect([chunked.status, chunked.error]).toEqual([413, "body_too_large"]);
    expect((await post(large, {}, "/demo/plain")).status).toBe(200);
    expect((await post("no JSON", {}, "/demo/plain")).status).toBe(200);
  });

  it("asks nothing of a method that has no body", async () => {
    expect((await gateway.call("/demo/accounts")).status).toBe(200);
  });

  it("that no gateway can run is a deny-route", async () => {
    const { config, collection } = gateway;
    const broken = (path: string, requestSchema: string) =>
      config.proxy({ collectionId: collection.id, path, methods: ["POST"], requestSchema });
    await gateway.publish(
      config.put("proxy", broken("/no-json", "{")),
      config.put("proxy", broken("/no-schema", '{"type": "strnig"}')),
      config.put("proxy", broken("/elsewhere", '{"$ref": "http://127.0.0.1/x"}')),
    );
    for (const path of ["/demo/no-json", "/demo/no-schema", "/demo/elsewhere"]) {
      const { status, error } = await refused(await post("{}", {}, path));
      expect([path, status, error]).toEqual([path, 503, "route_invalid"]);
    }
  });
});

describe("what is refused", () => {
  it("takes nothing out of the limit", async () => {
    const { config, collection } = gateway;
    const policy = config.policy(2);
    const client = config.client({ collectionIds: [collection.id], policyId: policy.id });
    const { profile, caller } = config.profile({ clientId: client.id });
    await gateway.publish(
      config.put("policy", policy),
      config.put("client", client),
      config.put("profile", profile),
    );
    for (let round = 0; round < 5; round += 1) {
      expect((await gateway.call("/demo/accounts?limit=x", {}, caller)).status).toBe(400);
      expect((await gateway.call("/demo/accounts", { method: "POST", body: "x" }, caller)).status).toBe(415);
    }
    const statuses = [];
    for (let round = 0; round < 3; round += 1)
      statuses.push((await gateway.call("/demo/accounts", {}, caller)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});
