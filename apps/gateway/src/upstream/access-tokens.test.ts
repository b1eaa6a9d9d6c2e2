import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEgressGuard } from "@zerq/egress/guard";
import { Secret } from "@zerq/logging/secret";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishRoute } from "../../test/published-route.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import { createAccessTokens } from "./access-tokens.ts";
import { createUpstreamCounts } from "./upstream-counts.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let answer: Answer;
let endpoint: FakeUpstream;
beforeAll(async () => {
  endpoint = await startUpstream((request, response, body) => answer(request, response, body));
});
afterAll(() => endpoint.stop());

let issued = 0;
const token = (more: object = {}): Answer => {
  return (_request, response) => {
    issued += 1;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ access_token: `token-${issued}`, token_type: "Bearer", expires_in: 300, ...more }),
    );
  };
};
beforeEach(() => {
  issued = 0;
  endpoint.requests.length = 0;
  answer = token();
});

describe("access tokens", () => {
  let now = 1_000_000;
  const guard = createEgressGuard({ allow: "127.0.0.1:*" });
  const request = (more: object = {}) => ({
    key: `key-${Math.random()}`,
    tokenUrl: `${endpoint.url}/token`,
    clientId: "zerq:client",
    clientSecret: new Secret("s p&c="),
    scope: "read write",
    audience: "payments",
    ...more,
  });
  const counts = createUpstreamCounts();
  const make = () => createAccessTokens(guard, counts, () => now);

  it("are asked for with the client credentials grant, and kept", async () => {
    const [tokens, wanted] = [make(), request()];
    expect((await tokens.get(wanted)).reveal()).toBe("token-1");
    expect((await tokens.get(wanted)).reveal()).toBe("token-1");
    const [seen] = endpoint.requests;
    expect(seen).toMatchObject({ method: "POST", url: "/token" });
    expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
      grant_type: "client_credentials",
      scope: "read write",
      audience: "payments",
    });
    const pair = Buffer.from((seen?.headers.authorization ?? "").slice(6), "base64").toString();
    expect(pair).toBe("zerq%3Aclient:s+p%26c%3D");
    expect(endpoint.requests).toHaveLength(1);
  });

  it("are fetched once for all who wait", async () => {
    const [tokens, wanted] = [make(), request()];
    const all = await Promise.all(Array.from({ length: 50 }, () => tokens.get(wanted)));
    expect(new Set(all.map((one) => one.reveal()))).toEqual(new Set(["token-1"]));
    expect(endpoint.requests).toHaveLength(1);
  });

  it("are renewed before their end without anyone waiting, and never used after it", async () => {
    const [tokens, wanted] = [make(), request()];
    await tokens.get(wanted);
    now += 250_000;
    expect(tokens.current(wanted)?.reveal()).toBe("token-1");
    await expect.poll(() => tokens.current(wanted)?.reveal()).toBe("token-2");
    now += 301_000;
    expect(tokens.current(wanted)).toBeUndefined();
    expect((await tokens.get(wanted)).reveal()).toBe("token-3");
  });

  it("that the upstream refuses are replaced, but not at every request", async () => {
    const [tokens, wanted] = [make(), request()];
    const first = await tokens.get(wanted);
    tokens.refused(wanted, first);
    const second = await tokens.get(wanted);
    expect(second.reveal()).toBe("token-2");
    tokens.refused(wanted, first);
    tokens.refused(wanted, second);
    expect(tokens.current(wanted)?.reveal()).toBe("token-2");
    now += 1_001;
    tokens.refused(wanted, second);
    expect(tokens.current(wanted)).toBeUndefined();
  });

  it.each<[string, Answer, RegExp]>([
    ["refuses", (_q, r) => r.writeHead(401).end('{"error":"invalid_client"}'), /answers 401 invalid_client$/],
    ["refuses in words", (_q, r) => r.writeHead(400).end('{"error":"canary & more"}'), /answers 400$/],
    ["redirects", (_q, r) => r.writeHead(302, { location: "/canary" }).end(), /can't be asked/],
    ["answers no JSON", (_q, r) => r.end("canary"), /usable bearer token/],
    ["gives another type", token({ token_type: "mac" }), /usable bearer token/],
    ["gives a token with a line feed", token({ access_token: "a\r\nX-B: c" }), /usable bearer token/],
    ["answers too much", (_q, r) => r.end("x".repeat(100_000)), /larger than/],
    ["hangs up", (q) => q.socket.destroy(), /can't be asked/],
  ])(
    "are credential_unavailable when the endpoint %s, and it isn't asked again at once",
    async (_what, how, log) => {
      answer = how;
      const [tokens, wanted] = [make(), request()];
      const refused = { code: "credential_unavailable", log: expect.stringMatching(log) };
      await expect(tokens.get(wanted)).rejects.toMatchObject(refused);
      await expect(tokens.get(wanted)).rejects.toMatchObject({ log: expect.not.stringContaining("canary") });
      expect(endpoint.requests.length).toBeLessThanOrEqual(1);
      answer = token();
      now += 1_001;
      expect((await tokens.get(wanted)).reveal()).toBe(`token-${issued}`);
    },
  );

  it("are never asked for where the guard doesn't open", async () => {
    const closed = createAccessTokens(createEgressGuard({ allow: "" }), createUpstreamCounts());
    for (const tokenUrl of [`${endpoint.url}/token`, "http://169.254.169.254/token"]) {
      const asked = closed.get(request({ tokenUrl }));
      await expect(asked).rejects.toMatchObject({
        code: "credential_unavailable",
        log: expect.stringContaining("not allowed"),
      });
    }
    expect(endpoint.requests).toHaveLength(0);
  });
});

describe("a route with an oauth2_client credential", () => {
  let gateway: TestGateway;
  let revoked: string[] = [];
  beforeAll(async () => {
    const upstream = await startUpstream((request, response) => {
      const bearer = request.headers.authorization ?? "";
      response.writeHead(revoked.includes(bearer) ? 401 : 200).end(bearer);
    });
    gateway = await startTestGateway({ upstream });
  });
  afterAll(() => gateway.stop());
  afterEach(() => {
    revoked = [];
  });

  const publish = (secret: string | { env: string } = "secret", tokenUrl = `${endpoint.url}/token`) =>
    publishRoute(gateway, {
      credential: gateway.config.credential(
        "oauth2_client",
        { clientId: "zerq", tokenUrl, scopes: "read" },
        { clientSecret: secret },
      ),
    });

  it("sends one token with every request, whatever the caller sent, and never logs it", async () => {
    const { path, caller } = await publish();
    const answers = await Promise.all([1, 2, 3].map(() => gateway.call(path, {}, caller)));
    for (const one of answers) expect(await one.text()).toBe("Bearer token-1");
    const post = await gateway.call(path, { method: "POST", body: "x" }, caller);
    expect(await post.text()).toBe("Bearer token-1");
    expect(endpoint.requests).toHaveLength(1);
    expect(
      gateway.upstream.requests.at(-1)?.rawHeaders.filter((n) => /^authorization$/i.test(n)),
    ).toHaveLength(1);
    expect(JSON.stringify(await gateway.entries())).not.toContain("token-1");
  });

  it("fetches another token when the upstream refuses it, and sends what has no body once more", async () => {
    const { path, caller } = await publish();
    await gateway.call(path, {}, caller);
    revoked = ["Bearer token-1"];
    const again = await gateway.call(path, {}, caller);
    expect([again.status, await again.text()]).toEqual([200, "Bearer token-2"]);
    // Refused whatever the token: the second refusal is the caller's answer.
    revoked = ["Bearer token-2", "Bearer token-3"];
    const seen = gateway.upstream.requests.length;
    expect((await gateway.call(path, {}, caller)).status).toBe(401);
    expect(gateway.upstream.requests.length - seen).toBeLessThanOrEqual(2);
  });

  it("doesn't send a body twice, but the next request has another token", async () => {
    const { path, caller } = await publish();
    await gateway.call(path, {}, caller);
    revoked = ["Bearer token-1"];
    const post = await gateway.call(path, { method: "POST", body: "x" }, caller);
    expect(post.status).toBe(401);
    expect(await (await gateway.call(path, {}, caller)).text()).toBe("Bearer token-2");
  });

  it("is 500 when there is no token, with the reason in the log only", async () => {
    answer = (_request, response) => response.writeHead(400).end('{"error":"invalid_client"}');
    const closed = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.once("listening", resolve));
    const nobody = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/token`;
    await new Promise((resolve) => closed.close(resolve));
    const cases: [Awaited<ReturnType<typeof publish>>, string][] = [
      [await publish(), "answers 400 invalid_client"],
      [await publish({ env: "TEST_ABSENT" }), "TEST_ABSENT"],
      [await publish("secret", nobody), "ECONNREFUSED"],
    ];
    const before = gateway.upstream.requests.length;
    for (const [{ path, caller }, log] of cases) {
      const refused = await gateway.call(path, {}, caller);
      const text = await refused.text();
      expect([refused.status, JSON.parse(text).error]).toEqual([500, "credential_unavailable"]);
      expect(text).not.toMatch(/invalid_client|TEST_ABSENT|ECONN|127\.0/);
      const entry = await gateway.entryOf(refused.headers.get("x-request-id"));
      expect(entry).toMatchObject({ error: "credential_unavailable", status: 500 });
      expect(entry.deny).toContain(log);
    }
    expect(gateway.upstream.requests).toHaveLength(before);
  });
});
