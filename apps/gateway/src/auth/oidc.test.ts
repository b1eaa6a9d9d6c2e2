import { createHmac } from "node:crypto";
import { startTestIdentityProvider, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { exportSPKI } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IssuedKey, type Issuer, newKey, startIssuer } from "../../test/issuer.ts";
import type { TestCaller } from "../../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
let rsa: IssuedKey;
let ec: IssuedKey;
const started: Issuer[] = [];
beforeAll(async () => {
  [gateway, rsa, ec] = await Promise.all([startTestGateway(), newKey("RS256", "rsa"), newKey("ES256", "ec")]);
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all(started.map((issuer) => issuer.stop()));
});

type Rules = Partial<Parameters<TestGateway["config"]["oidcProfile"]>[1]>;

/** An issuer of its own with these keys, and a profile that trusts it. */
async function trusting(keys: readonly IssuedKey[], rules: Rules = {}) {
  const issuer = await startIssuer();
  started.push(issuer);
  issuer.state.keys = keys.map(({ jwk }) => jwk);
  return { issuer, ...(await profileOf(issuer, rules)) };
}

async function profileOf({ issuer }: { issuer: string }, rules: Rules = {}) {
  const made = gateway.config.oidcProfile(gateway.client.id, { issuer, ...rules });
  await gateway.publish(gateway.config.put("profile", made.profile));
  return made;
}

async function send(caller: TestCaller, token: string) {
  const answer = await gateway.call("/demo/accounts", {}, { ...caller, token });
  const { error = null, requestId: _, ...body } = (await answer.json()) as Record<string, unknown>;
  const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
  expect(entry).toMatchObject({ status: answer.status, error });
  const challenge = answer.headers.get("www-authenticate");
  return { status: answer.status, error, body, challenge, entry };
}

const now = () => Math.floor(Date.now() / 1_000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a token of the issuer", () => {
  it.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "signed with %s is accepted, and refused where the profile names other algorithms",
    async (alg) => {
      const key = await newKey(alg, "one");
      const { issuer, caller } = await trusting([key, rsa], { algorithms: [alg] });
      const token = await issuer.token({ key });
      expect((await send(caller, token)).status).toBe(200);
      expect((await send(caller, token)).status).toBe(200);
      const other = await profileOf(issuer, { algorithms: [alg === "RS256" ? "ES256" : "RS256"] });
      expect((await send(other.caller, token)).error).toBe("unauthorized");
    },
  );

  it("is held to issuer, audience and claims, by value and type", async () => {
    const { issuer, caller } = await trusting([rsa], {
      requiredClaims: { azp: "partner", scope: ["read", "write"], roles: "caller", level: 2 },
    });
    const claims = { azp: "partner", scope: "a write read", roles: ["x", "caller"], level: 2 };
    const token = (more: object) => issuer.token({ key: rsa, claims: { ...claims, ...more } });
    expect((await send(caller, await token({}))).status).toBe(200);
    expect((await send(caller, await token({ aud: ["x", "zerq-api"] }))).status).toBe(200);
    for (const wrong of [
      { iss: `${issuer.issuer}/` },
      { aud: "zerq" },
      { aud: { "0": "zerq-api" } },
      { azp: "other" },
      { azp: ["partner"] },
      { scope: "read" },
      { scope: "readwrite" },
      { roles: ["x"] },
      { level: "2" },
      { level: undefined },
      { exp: undefined },
      { nbf: now() + 600 },
      { iat: now() + 600 },
    ]) {
      const answer = await send(caller, await token(wrong));
      expect([wrong, answer.status, answer.error]).toEqual([wrong, 401, "unauthorized"]);
    }
    expect((await send(caller, await token({ exp: now() - 60 }))).error).toBe("token_expired");
    expect((await send(caller, await token({ exp: now() - 60, azp: "other" }))).error).toBe("unauthorized");
  });

  it("is an access token or an ID token, as the profile asks for", async () => {
    const { issuer, caller } = await trusting([rsa]);
    const id = await profileOf(issuer, { tokenKind: "id" });
    const make = (header: object, claims: object = {}) => issuer.token({ key: rsa, header, claims });
    const cases: [string, number, number][] = [
      [await make({ typ: "at+jwt" }), 200, 401],
      [await make({ typ: "JWT" }, { typ: "Bearer" }), 200, 401],
      [await make({ typ: "JWT" }, { typ: "ID", azp: "zerq-api" }), 401, 200],
      [await make({}, { at_hash: "x" }), 401, 200],
      [await make({}, { at_hash: "x", azp: "another" }), 401, 401],
      [await make({ typ: "JWT" }, { typ: "Refresh" }), 401, 401],
      [await make({ typ: "logout+jwt" }), 401, 401],
    ];
    for (const [token, asAccess, asId] of cases) {
      const statuses = [(await send(caller, token)).status, (await send(id.caller, token)).status];
      expect(statuses).toEqual([asAccess, asId]);
    }
  });

  it("may leave out its kid when only one key fits", async () => {
    const { issuer, caller } = await trusting([rsa, ec]);
    expect((await send(caller, await issuer.token({ key: ec, kid: null }))).status).toBe(200);
    const two = await trusting([rsa, await newKey("RS256", "second")]);
    expect((await send(two.caller, await two.issuer.token({ key: rsa, kid: null }))).error).toBe(
      "unauthorized",
    );
  });
});

it("accepts access tokens of a real provider", async () => {
  const provider: TestIdentityProvider = await startTestIdentityProvider("http://127.0.0.1:9", {
    audience: "zerq-api",
  });
  try {
    const { caller } = await profileOf(provider);
    const token = await provider.token("viewer");
    expect((await send(caller, token)).status).toBe(200);
    const named = await profileOf(provider, { requiredClaims: { sub: "viewer", client_id: "zerq-cli" } });
    expect((await send(named.caller, token)).status).toBe(200);
    expect((await send(named.caller, await provider.token("admin"))).error).toBe("unauthorized");
  } finally {
    await provider.stop();
  }
});

describe("every other token is refused with the same 401 (threat 8)", () => {
  it("whatever was wrong, and says why in the log only", async () => {
    const { issuer, caller } = await trusting([rsa, ec]);
    issuer.state.keys.push({ ...rsa.jwk, alg: "PS256", kid: "pinned" });
    const stranger = await newKey("RS256", "rsa");
    const header = { alg: "HS256", kid: "rsa" };
    const claims = { iss: issuer.issuer, aud: "zerq-api", exp: now() + 60 };
    const body = `${encode(header)}.${encode(claims)}`;
    const hmac = (key: string) => `${body}.${createHmac("sha256", key).update(body).digest("base64url")}`;
    const cases: [string, string][] = [
      ["a stranger's signature under a known kid", await issuer.token({ key: stranger })],
      ["alg none", `${encode({ alg: "none" })}.${encode(claims)}.`],
      ["an HMAC under the public key", hmac(await exportSPKI(rsa.pair.publicKey))],
      ["an HMAC under the published key", hmac(JSON.stringify(rsa.jwk))],
      ["the kid of a key of another type", await issuer.token({ key: rsa, kid: "ec" })],
      ["another algorithm than the key is for", await issuer.token({ key: rsa, kid: "pinned" })],
      ["unknown crit", `${encode({ alg: "RS256", kid: "rsa", crit: ["x"], x: 1 })}.${encode(claims)}.AAAA`],
      ["a kid that is a path", await issuer.token({ key: rsa, kid: "../../jwks" })],
      ["a key of its own", await issuer.token({ key: stranger, kid: "x", header: { jwk: stranger.jwk } })],
      [
        "a key address of its own",
        await issuer.token({ key: stranger, header: { jku: `${issuer.issuer}/own` } }),
      ],
      ["a changed claim", (await issuer.token({ key: rsa })).replace(/\.[^.]+\./, `.${encode(claims)}.`)],
      ["a huge token", await issuer.token({ key: rsa, claims: { pad: "x".repeat(20_000) } })],
      ["an opaque token", gateway.caller.token],
      ["nonsense", "nonsense"],
    ];
    const seen = new Set<string>();
    for (const [what, token] of cases) {
      const { status, error, body: answer, challenge, entry } = await send(caller, token);
      seen.add(JSON.stringify([status, error, answer, challenge]));
      expect(entry.deny, what).toBeTruthy();
      expect(entry.profileId, what).toBeNull();
    }
    const good = await issuer.token({ key: rsa });
    for (const of of [
      gateway.caller,
      { ...caller, profileId: "f".repeat(24) },
      { ...caller, clientId: "f".repeat(24) },
    ]) {
      const { status, error, body: answer, challenge } = await send(of, good);
      seen.add(JSON.stringify([status, error, answer, challenge]));
    }
    expect([...seen]).toHaveLength(1);
    expect(issuer.requests).not.toContain("/own");
  });
});

describe("an issuer's keys (threat 9)", () => {
  it("are fetched once for many callers and profiles, and not for every unknown kid", async () => {
    const { issuer, caller } = await trusting([rsa]);
    const other = await profileOf(issuer, { requiredClaims: { sub: "someone" } });
    const token = await issuer.token({ key: rsa });
    let open = (): void => undefined;
    issuer.state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const calls = Array.from({ length: 20 }, (_, index) => send(index % 2 ? caller : other.caller, token));
    await expect.poll(() => issuer.requests.length).toBe(1);
    open();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(issuer.countOf("/jwks")).toBe(1);
    for (let index = 0; index < 20; index += 1) {
      const unknown = await issuer.token({ key: rsa, kid: `unknown-${index}` });
      expect((await send(caller, unknown)).error).toBe("unauthorized");
    }
    expect(issuer.countOf("/jwks")).toBe(2);
    expect((await send(caller, token)).status).toBe(200);
  });

  it("are followed when they rotate: the new one counts, the old one doesn't any more", async () => {
    const { issuer, caller } = await trusting([rsa]);
    const old = await issuer.token({ key: rsa });
    expect((await send(caller, old)).status).toBe(200);
    const next = await newKey("PS256", "next");
    issuer.state.keys = [next.jwk];
    expect((await send(caller, await issuer.token({ key: next }))).status).toBe(200);
    expect((await send(caller, old)).error).toBe("unauthorized");
  });

  it("go on serving while the provider is down; without any, nobody gets in, and it is asked again later", async () => {
    const { issuer, caller } = await trusting([rsa]);
    expect((await send(caller, await issuer.token({ key: rsa }))).status).toBe(200);
    issuer.state.isDown = true;
    expect((await send(caller, await issuer.token({ key: rsa, claims: { n: 1 } }))).status).toBe(200);
    expect((await send(caller, await issuer.token({ key: rsa, kid: "unknown" }))).error).toBe("unauthorized");
    const fresh = await trusting([rsa]);
    fresh.issuer.state.isDown = true;
    const token = await fresh.issuer.token({ key: rsa });
    for (let index = 0; index < 5; index += 1) {
      const { status, error, entry } = await send(fresh.caller, token);
      expect([status, error]).toEqual([401, "unauthorized"]);
      expect(entry.deny).toContain("can't be had");
    }
    expect(fresh.issuer.requests).toHaveLength(1);
  });

  const discovery = "/.well-known/openid-configuration";
  it.each<[string, (issuer: Issuer) => void]>([
    [
      "10,000 keys",
      ({ state }) => {
        state.keys = Array.from({ length: 10_000 }, (_, index) => ({
          ...rsa.jwk,
          kid: index === 0 ? "rsa" : `k${index}`,
        }));
      },
    ],
    [
      "101 keys",
      ({ state }) => {
        state.keys = Array.from({ length: 101 }, (_, index) => ({
          ...rsa.jwk,
          kid: index === 0 ? "rsa" : `k${index}`,
        }));
      },
    ],
    ["a page", ({ state }) => state.answers.set("/jwks", { body: "<html></html>" })],
    ["something else", ({ state }) => state.answers.set("/jwks", { body: '{"keys":{}}' })],
    ["no keys", ({ state }) => state.answers.set("/jwks", { body: '{"keys":[]}' })],
    [
      "a private key",
      ({ state }) => {
        state.keys = [{ ...rsa.jwk, d: "AQAB" }];
      },
    ],
    [
      "a key for encryption",
      ({ state }) => {
        state.keys = [{ ...rsa.jwk, use: "enc" }];
      },
    ],
    [
      "a shared secret",
      ({ state }) => {
        state.keys = [{ kty: "oct", k: "AAAA", kid: "rsa" }];
      },
    ],
    [
      "a broken key",
      ({ state }) => {
        state.keys = [{ ...rsa.jwk, n: "!" }];
      },
    ],
    ["an error", ({ state }) => state.answers.set("/jwks", { status: 500, body: "{}" })],
    [
      "a redirect",
      ({ state, issuer }) =>
        state.answers.set("/jwks", { status: 302, headers: { location: `${issuer}/other` }, body: "" }),
    ],
    [
      "a document of another issuer",
      ({ state, issuer }) =>
        state.answers.set(discovery, {
          body: JSON.stringify({ issuer: "https://other.example", jwks_uri: `${issuer}/jwks` }),
        }),
    ],
    [
      "a document with a foreign key address",
      ({ state, issuer }) =>
        state.answers.set(discovery, {
          body: JSON.stringify({ issuer, jwks_uri: gateway.upstream.url }),
        }),
    ],
    [
      "a huge document",
      ({ state, issuer }) =>
        state.answers.set(discovery, {
          body: JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks`, pad: "x".repeat(200_000) }),
        }),
    ],
  ])("that come as %s let nobody in", async (_what, spoil) => {
    const { issuer, caller } = await trusting([rsa]);
    const seen = gateway.upstream.requests.length;
    spoil(issuer);
    const token = await issuer.token({ key: rsa });
    const { status, error, entry } = await send(caller, token);
    expect([status, error]).toEqual([401, "unauthorized"]);
    expect(entry.deny).toBeTruthy();
    expect(gateway.upstream.requests).toHaveLength(seen);
  });

  it("may be at an address that the profile names", async () => {
    const { issuer } = await trusting([rsa]);
    const { caller } = await profileOf(issuer, { jwksUri: `${issuer.issuer}/jwks` });
    expect((await send(caller, await issuer.token({ key: rsa }))).status).toBe(200);
    expect(issuer.requests).toEqual(["/jwks"]);
  });

  it("are not fetched from where the egress guard refuses it (threat 14)", async () => {
    const own = gateway.config.redis.options;
    const { issuer } = await trusting([rsa]);
    for (const jwksUri of ["http://169.254.169.254/jwks", `http://127.0.0.1:${own.port}/jwks`]) {
      const { caller } = await profileOf(issuer, { jwksUri });
      const { error, entry } = await send(caller, await issuer.token({ key: rsa }));
      expect(error).toBe("unauthorized");
      expect(entry.deny).toContain("not allowed");
    }
  });
});

describe("a profile that is killed while a request waits for keys", () => {
  it("lets that request go no further", async () => {
    const { issuer, caller, profile } = await trusting([rsa]);
    const token = await issuer.token({ key: rsa });
    let open = (): void => undefined;
    issuer.state.gate = new Promise((resolve) => {
      open = resolve;
    });
    const seen = gateway.upstream.requests.length;
    const pending = send(caller, token);
    await expect.poll(() => issuer.requests.length).toBe(1);
    await gateway.publish(gateway.config.remove("profile", profile.id));
    expect(await pending).toMatchObject({ status: 401, error: "unauthorized" });
    open();
    await expect.poll(() => issuer.requests.length).toBe(2);
    expect((await gateway.call("/demo/accounts")).status).toBe(200);
    expect(gateway.upstream.requests).toHaveLength(seen + 1);
  });
});
