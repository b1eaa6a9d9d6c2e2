import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    settings: { GATEWAY_MAX_BODY_BYTES: "1000", GATEWAY_MAX_HEADERS: "40" },
  });
});
afterAll(() => gateway.stop());

type Refusal = { status: number; error: string; headers: Headers; body: Record<string, unknown> };

/** The refusal, after checking what all of them have in common, and the log entry that it left. */
async function refused(answer: Response) {
  const body = (await answer.json()) as { error: string; message: string; requestId: string };
  const requestId = answer.headers.get("x-request-id");
  expect(requestId).toBeTruthy();
  expect(body.requestId).toBe(requestId);
  expect(body.message.length).toBeGreaterThan(5);
  expect(answer.headers.get("content-type")).toBe("application/json");
  const entry = await gateway.entryOf(requestId);
  expect(entry).toMatchObject({ status: answer.status, error: body.error });
  const refusal: Refusal = { status: answer.status, error: body.error, headers: answer.headers, body };
  return { ...refusal, entry };
}

describe("the request as bytes", () => {
  it("refuses a path without a canonical form with 400", async () => {
    const { status, error } = await refused(await gateway.call("/demo/%2e%2e%2fadmin"));
    expect([status, error]).toEqual([400, "bad_request"]);
  });

  it("refuses a target that is too long with 414", async () => {
    const { status, error } = await refused(await gateway.call(`/demo/accounts?x=${"a".repeat(9_000)}`));
    expect([status, error]).toEqual([414, "uri_too_long"]);
  });

  it("refuses too many headers with 431", async () => {
    const headers = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`x-h-${index}`, "v"]));
    const { status, error } = await refused(await gateway.call("/demo/accounts", { headers }));
    expect([status, error]).toEqual([431, "headers_too_large"]);
  });

  it("refuses a declared body that is too large with 413, before it is sent on", async () => {
    const seen = gateway.upstream.requests.length;
    const answer = await gateway.call("/demo/accounts", { method: "POST", body: "x".repeat(2_000) });
    const { status, error } = await refused(answer);
    expect([status, error]).toEqual([413, "body_too_large"]);
    expect(gateway.upstream.requests).toHaveLength(seen);
  });

  it("counts a chunked body, and refuses it with 413 when it grows too large", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 10; index += 1)
          controller.enqueue(new TextEncoder().encode("x".repeat(200)));
        controller.close();
      },
    });
    const answer = await gateway.call("/demo/accounts", {
      method: "POST",
      body,
      duplex: "half",
    } as RequestInit);
    const { status, error } = await refused(answer);
    expect([status, error]).toEqual([413, "body_too_large"]);
  });

  it("refuses TRACE with 405, without asking who is calling", async () => {
    const { sendRaw, rawRequest } = await import("../../test/raw-http.ts");
    const { status, head } = await sendRaw(gateway.port, rawRequest("TRACE / HTTP/1.1", []));
    expect(status).toBe(405);
    expect(head).toMatch(/allow: get/i);
  });
});

describe("who is calling", () => {
  const identity = () => identityOf(gateway.caller);

  it.each([
    ["no headers", () => ({})],
    ["no X-Client-ID", () => ({ ...identity(), "x-client-id": undefined })],
    ["no X-Profile-ID", () => ({ ...identity(), "x-profile-id": undefined })],
    ["no Authorization", () => ({ ...identity(), authorization: undefined })],
    ["a client id that is no id", () => ({ ...identity(), "x-client-id": "__proto__" })],
    ["an id in upper case", () => ({ ...identity(), "x-client-id": "A".repeat(24) })],
    ["an object as id", () => ({ ...identity(), "x-profile-id": '{"$ne":null}' })],
    ["another scheme", () => ({ ...identity(), authorization: "Basic eDp5" })],
  ])("answers missing_headers to %s", async (_what, headers) => {
    const given = Object.entries(headers()).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const answer = await fetch(`${gateway.url}/demo/accounts`, { headers: given });
    const { status, error, headers: got } = await refused(answer);
    expect([status, error]).toEqual([401, "missing_headers"]);
    expect(got.get("www-authenticate")).toContain("Bearer");
  });

  it("gives every failed credential the same 401, whatever was wrong and wherever it was going", async () => {
    const { caller, config, client } = gateway;
    const foreign = config.client();
    const stranger = config.profile({ clientId: foreign.id });
    const later = config.profile({ clientId: client.id, authType: "jwt" });
    await gateway.publish(
      config.put("client", foreign),
      config.put("profile", stranger.profile),
      config.put("profile", later.profile),
    );
    const unknown = "f".repeat(24);
    const cases: [string, Partial<typeof caller>, string?][] = [
      ["no such client", { clientId: unknown }],
      ["no such profile", { profileId: unknown }],
      ["a profile of another client", { profileId: stranger.caller.profileId, token: stranger.caller.token }],
      ["a token of another profile", { token: stranger.caller.token }],
      ["a wrong secret", { token: `${caller.token.slice(0, -10)}AAAAAAAAAA` }],
      ["no token at all", { token: "nonsense" }],
      ["a type that isn't supported", { profileId: later.caller.profileId, token: later.caller.token }],
      ["a path that doesn't exist", { token: "nonsense" }, "/no/such"],
    ];
    const seen = new Set<string>();
    for (const [what, wrong, path] of cases) {
      const refusal = await refused(
        await gateway.call(path ?? "/demo/accounts", {}, { ...caller, ...wrong }),
      );
      const { requestId: _, ...body } = refusal.body;
      seen.add(JSON.stringify([refusal.status, body, refusal.headers.get("www-authenticate")]));
      expect(refusal.entry.deny, what).toBeTruthy();
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain('"unauthorized"');
  });

  it("tells only the holder of a once valid token that it has expired", async () => {
    const { config, client } = gateway;
    const { profile, caller } = config.profile({ clientId: client.id }, Date.now() - 1);
    await gateway.publish(config.put("profile", profile));
    const expired = await refused(await gateway.call("/demo/accounts", {}, caller));
    expect([expired.status, expired.error]).toEqual([401, "token_expired"]);
    const wrong = { ...caller, token: gateway.caller.token };
    expect((await refused(await gateway.call("/demo/accounts", {}, wrong))).error).toBe("unauthorized");
  });

  it("refuses inactive clients, and inactive and expired profiles, with 403", async () => {
    const { config, collection } = gateway;
    const asleep = config.client({ active: false, collectionIds: [collection.id] });
    const ofAsleep = config.profile({ clientId: asleep.id });
    const inactive = config.profile({ clientId: gateway.client.id, active: false });
    const expired = config.profile({ clientId: gateway.client.id, expiresAt: Date.now() - 1 });
    await gateway.publish(
      config.put("client", asleep),
      ...[ofAsleep, inactive, expired].map(({ profile }) => config.put("profile", profile)),
    );
    const codes = [];
    for (const { caller } of [ofAsleep, inactive, expired]) {
      const { status, error } = await refused(await gateway.call("/demo/accounts", {}, caller));
      codes.push([status, error]);
    }
    expect(codes).toEqual([
      [403, "client_inactive"],
      [403, "profile_inactive"],
      [403, "profile_expired"],
    ]);
  });

  it("refuses addresses off the allowlist, on the profile's deny list and on the global one with 403", async () => {
    const { config, client } = gateway;
    const elsewhere = config.profile({ clientId: client.id, allowedIps: ["10.0.0.0/8", "::1"] });
    const denied = config.profile({
      clientId: client.id,
      allowedIps: ["127.0.0.1"],
      deniedIps: ["127.0.0.0/8"],
    });
    const mapped = config.profile({ clientId: client.id, allowedIps: ["::ffff:127.0.0.0/104"] });
    await gateway.publish(
      ...[elsewhere, denied, mapped].map(({ profile }) => config.put("profile", profile)),
    );
    for (const { caller } of [elsewhere, denied]) {
      const { status, error, entry } = await refused(await gateway.call("/demo/accounts", {}, caller));
      expect([status, error]).toEqual([403, "ip_not_allowed"]);
      expect(entry.ip).toBe("127.0.0.1");
    }
    expect((await gateway.call("/demo/accounts", {}, mapped.caller)).status).toBe(200);
    await gateway.publish(
      config.put("settings", { id: "settings", deniedIps: ["127.0.0.1"] } as { id: string }),
    );
    const { error, entry } = await refused(await gateway.call("/demo/accounts"));
    expect(error).toBe("ip_not_allowed");
    expect(entry.deny).toContain("global");
    await gateway.publish(config.put("settings", { id: "settings", deniedIps: [] } as { id: string }));
  });

  it("closes a profile whose allowlist can't be read, and leaves the others alone", async () => {
    const { config, client } = gateway;
    const broken = config.profile({ clientId: client.id, allowedIps: ["not-an-address"] });
    await gateway.publish(config.put("profile", broken.profile));
    expect((await refused(await gateway.call("/demo/accounts", {}, broken.caller))).error).toBe(
      "ip_not_allowed",
    );
    expect((await gateway.call("/demo/accounts")).status).toBe(200);
  });
});

describe("where to", () => {
  it("answers 404 below and beside what is published, and for reserved paths", async () => {
    for (const path of [
      "/",
      "/demo",
      "/demo/",
      "/demo/nothing",
      "/demolition/accounts",
      "/mcp",
      "/.well-known/zerq/x",
    ]) {
      const { status, error } = await refused(await gateway.call(path));
      expect([path, status, error]).toEqual([path, 404, "route_not_found"]);
    }
  });

  it("answers 405 with Allow for another method, and serves HEAD by GET", async () => {
    const { status, error, headers } = await refused(
      await gateway.call("/demo/accounts", { method: "DELETE" }),
    );
    expect([status, error]).toEqual([405, "method_not_allowed"]);
    expect(headers.get("allow")).toBe("GET, POST, HEAD");
    const head = await gateway.call("/demo/accounts", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("refuses a collection that the client doesn't hold with 403", async () => {
    const { config } = gateway;
    const poor = config.client();
    const { profile, caller } = config.profile({ clientId: poor.id });
    await gateway.publish(config.put("client", poor), config.put("profile", profile));
    const { status, error, entry } = await refused(await gateway.call("/demo/accounts", {}, caller));
    expect([status, error]).toEqual([403, "collection_access_denied"]);
    expect(entry).toMatchObject({ clientId: poor.id, profileId: profile.id, route: "/demo/accounts" });
  });

  it("refuses a method that the profile doesn't allow with 405 and Allow", async () => {
    const { config, client } = gateway;
    const { profile, caller } = config.profile({ clientId: client.id, allowedMethods: ["POST", "PUT"] });
    await gateway.publish(config.put("profile", profile));
    const { status, error, headers } = await refused(await gateway.call("/demo/accounts", {}, caller));
    expect([status, error]).toEqual([405, "method_not_allowed"]);
    expect(headers.get("allow")).toBe("POST, PUT");
  });

  it("denies what it can't compile with 503, in its place, so that no wider route answers", async () => {
    const { config, collection } = gateway;
    const kind = config.proxy({
      collectionId: collection.id,
      path: "/files/secret",
      handler: { kind: "workflow" },
    });
    const unknown = { ...config.proxy({ collectionId: collection.id, path: "/files/odd" }), novelty: true };
    await gateway.publish(config.put("proxy", kind), config.put("proxy", unknown));
    for (const path of ["/demo/files/secret", "/demo/files/odd"]) {
      const { status, error, entry } = await refused(await gateway.call(path));
      expect([status, error]).toEqual([503, "route_invalid"]);
      expect(entry.deny).toBeTruthy();
    }
    expect((await gateway.call("/demo/files/other")).status).toBe(200);
    await gateway.publish(config.remove("proxy", kind.id), config.remove("proxy", unknown.id));
    expect((await gateway.call("/demo/files/secret")).status).toBe(200);
  });
});

describe("how much", () => {
  it("refuses with 429 what is over the limit, and says how much is left", async () => {
    const { config, collection } = gateway;
    const policy = config.policy(2);
    const limited = config.client({ collectionIds: [collection.id], policyId: policy.id });
    const { profile, caller } = config.profile({ clientId: limited.id });
    await gateway.publish(
      config.put("policy", policy),
      config.put("client", limited),
      config.put("profile", profile),
    );
    // Refusals before the limit take nothing out of it.
    await gateway.call("/demo/nothing", {}, caller);
    const first = await gateway.call("/demo/accounts", {}, caller);
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-policy")).toBe('"rate";q=2;w=60');
    expect(first.headers.get("ratelimit")).toMatch(/^"rate";r=1;t=\d+$/);
    expect((await gateway.call("/demo/accounts", {}, caller)).status).toBe(200);
    const { status, error, headers } = await refused(await gateway.call("/demo/accounts", {}, caller));
    expect([status, error]).toEqual([429, "rate_limit_exceeded"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(headers.get("ratelimit")).toMatch(/^"rate";r=0;t=\d+$/);
  });

  it("admits nothing under a policy that can't be enforced", async () => {
    const { config, collection } = gateway;
    const policy = { ...config.policy(5), burst: 3 };
    const limited = config.client({ collectionIds: [collection.id], policyId: policy.id });
    const { profile, caller } = config.profile({ clientId: limited.id });
    await gateway.publish(
      config.put("policy", policy),
      config.put("client", limited),
      config.put("profile", profile),
    );
    const { status, error } = await refused(await gateway.call("/demo/accounts", {}, caller));
    expect([status, error]).toEqual([503, "limiter_unavailable"]);
  });

  it("enforces nothing of an inactive policy", async () => {
    const { config, collection } = gateway;
    const policy = config.policy(1, { active: false });
    const free = config.client({ collectionIds: [collection.id], policyId: policy.id });
    const { profile, caller } = config.profile({ clientId: free.id });
    await gateway.publish(
      config.put("policy", policy),
      config.put("client", free),
      config.put("profile", profile),
    );
    for (let index = 0; index < 3; index += 1) {
      expect((await gateway.call("/demo/accounts", {}, caller)).status).toBe(200);
    }
  });
});

describe("the handler", () => {
  it("refuses with 500 when a value from the environment is missing or forbidden, and names it in the log only", async () => {
    const { config } = gateway;
    const credential = config.apiKey(
      { env: "NO_SUCH_VALUE" },
      { fields: { keyIn: "header", keyName: "X-Key" } },
    );
    const collection = config.collection({
      basePath: "/with-env",
      targetEndpoint: gateway.upstream.url,
      credentialId: credential.id,
    });
    const proxy = config.proxy({ collectionId: collection.id });
    const client = config.client({ collectionIds: [collection.id] });
    const { profile, caller } = config.profile({ clientId: client.id });
    await gateway.publish(
      config.put("credential", credential),
      config.put("collection", collection),
      config.put("proxy", proxy),
      config.put("client", client),
      config.put("profile", profile),
    );
    const { status, error, body, entry } = await refused(
      await gateway.call("/with-env/accounts", {}, caller),
    );
    expect([status, error]).toEqual([500, "credential_unavailable"]);
    expect(JSON.stringify(body)).not.toContain("NO_SUCH_VALUE");
    expect(entry.deny).toContain("NO_SUCH_VALUE");
  });
});
