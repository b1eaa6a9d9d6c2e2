import { createHmac, generateKeyPairSync } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

const secret = "the-secret-of-the-profile-".repeat(4);
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const now = () => Math.floor(Date.now() / 1_000);
const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** Signed by hand, so that header and claims can be anything. */
function signed(claims: unknown, header: unknown = { alg: "HS256" }, key = secret, hash = "sha256"): string {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac(hash, key).update(body).digest("base64url")}`;
}
const good = (more: object = {}) => ({ iat: now(), exp: now() + 60, ...more });

type Rules = Parameters<TestGateway["config"]["jwtProfile"]>[2];

async function published(
  rules: Rules = {},
  secrets: { secret: string; expiresAt?: number }[] = [{ secret }],
) {
  const made = gateway.config.jwtProfile(gateway.client.id, secrets, rules);
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

describe("a token signed with the profile's secret", () => {
  it.each([
    ["HS256", "sha256"],
    ["HS384", "sha384"],
    ["HS512", "sha512"],
  ] as const)(
    "by %s is accepted where that is the profile's algorithm, and nowhere else",
    async (alg, hash) => {
      const token = signed(good(), { alg, typ: "JWT" }, secret, hash);
      for (const algorithm of ["HS256", "HS384", "HS512"] as const) {
        const { caller } = await published({ algorithm });
        expect((await send(caller, token)).status).toBe(algorithm === alg ? 200 : 401);
      }
    },
  );

  it("is as good the second time, and is over when it expires", async () => {
    const { caller } = await published();
    const token = jsonwebtoken.sign({ sub: "someone" }, secret, { expiresIn: 2 });
    expect([(await send(caller, token)).status, (await send(caller, token)).status]).toEqual([200, 200]);
    const { exp } = jsonwebtoken.decode(token) as { exp: number };
    while (Date.now() < exp * 1_000) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await send(caller, token)).toMatchObject({ status: 401, error: "token_expired" });
  });

  it("is held to issuer, audience, lifetime and claims, by value and type", async () => {
    const { caller } = await published({
      issuer: "partner",
      audience: "zerq",
      maxLifetime: 300,
      requiredClaims: { tier: 1, roles: ["a", "b"], scope: "read", sub: "someone" },
    });
    const claims = { iss: "partner", aud: ["other", "zerq"], tier: 1, roles: ["b", "a"], sub: "someone" };
    const whole = { ...claims, scope: "write read" };
    expect((await send(caller, signed(good(whole)))).status).toBe(200);
    expect((await send(caller, signed(good({ ...whole, aud: "zerq" })))).status).toBe(200);
    for (const wrong of [
      { iss: "Partner" },
      { iss: ["partner"] },
      { iss: undefined },
      { aud: "zerq2" },
      { aud: ["other"] },
      { aud: [["zerq"]] },
      { aud: undefined },
      { exp: now() + 3_000 },
      { iat: undefined },
      { tier: "1" },
      { tier: true },
      { roles: ["a"] },
      { roles: "a b" },
      { scope: "reader" },
      { scope: undefined },
      { sub: ["someone"] },
    ]) {
      const answer = await send(caller, signed(good({ ...whole, ...wrong })));
      expect([wrong, answer.status, answer.error]).toEqual([wrong, 401, "unauthorized"]);
    }
  });

  it("may be off by the clock skew, and no more", async () => {
    const { caller } = await published({ clockSkew: 30 });
    expect((await send(caller, signed(good({ exp: now() - 10 })))).status).toBe(200);
    expect((await send(caller, signed(good({ nbf: now() + 10, iat: now() + 10 })))).status).toBe(200);
    expect((await send(caller, signed(good({ exp: now() - 31 })))).error).toBe("token_expired");
    expect((await send(caller, signed(good({ nbf: now() + 60 })))).error).toBe("unauthorized");
  });

  it("is right by each of the versions while they last", async () => {
    const other = "another-secret-of-this-profile-".repeat(3);
    const over = "a-secret-that-is-over-by-now-".repeat(3);
    const { caller } = await published({}, [
      { secret },
      { secret: other, expiresAt: Date.now() + 60_000 },
      { secret: over, expiresAt: Date.now() - 1 },
    ]);
    const by = (key: string) => signed(good(), { alg: "HS256" }, key);
    expect((await send(caller, by(secret))).status).toBe(200);
    expect((await send(caller, by(other))).status).toBe(200);
    expect((await send(caller, by(over))).error).toBe("unauthorized");
  });

  it("ends with its secret, and so does what was remembered of it", async () => {
    const { profile, caller } = await published();
    const token = signed(good());
    expect((await send(caller, token)).status).toBe(200);
    const next = gateway.config.jwtProfile(gateway.client.id, [{ secret: `${secret}2` }], {}, profile.id);
    await gateway.publish(gateway.config.put("profile", next.profile));
    expect((await send(caller, token)).error).toBe("unauthorized");
  });
});

describe("every other token is refused with the same 401 (threat 8)", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const unsigned = (header: unknown, claims: unknown = good()) => `${encode(header)}.${encode(claims)}.`;
  const cases: [string, () => string][] = [
    ["alg none", () => unsigned({ alg: "none" })],
    ["alg none with a signature", () => signed(good(), { alg: "none" })],
    ["alg NONE", () => unsigned({ alg: "NoNe" })],
    ["an asymmetric algorithm", () => jsonwebtoken.sign(good(), rsa.privateKey, { algorithm: "RS256" })],
    ["another secret", () => signed(good(), { alg: "HS256" }, `${secret}x`)],
    ["an empty secret", () => signed(good(), { alg: "HS256" }, "")],
    ["no algorithm", () => signed(good(), {})],
    ["an algorithm that is a list", () => signed(good(), { alg: ["HS256"] })],
    ["an algorithm twice", () => signed(good(), '{"alg":"HS256","alg":"HS256"}')],
    ["unknown crit", () => signed(good(), { alg: "HS256", crit: ["exp"], exp: 1 })],
    ["an unencoded payload", () => signed(good(), { alg: "HS256", b64: false, crit: ["b64"] })],
    ["a kid that is a path", () => signed(good(), { alg: "HS256", kid: "../../dev/null" }, "")],
    ["a kid that is an object", () => signed(good(), { alg: "HS256", kid: { $ne: null } })],
    ["a key of its own", () => signed(good(), { alg: "HS256", jwk: { kty: "oct", k: encode("x") } }, "x")],
    ["no exp", () => signed({ iat: now() })],
    ["an exp that is text", () => signed(good({ exp: String(now() + 60) }))],
    ["an exp of null", () => signed(good({ exp: null }))],
    ["an exp twice", () => signed(`{"exp":1,"iat":1,"exp":${now() + 60}}`)],
    ["a claim twice, further in", () => signed(`{"exp":${now() + 60},"a":{"b":1,"\\u0062":2}}`)],
    ["a far-future nbf", () => signed(good({ nbf: now() + 1e9 }))],
    ["an nbf that is text", () => signed(good({ nbf: "0" }))],
    ["an iat in the future", () => signed(good({ iat: now() + 600 }))],
    ["claims that are a list", () => signed([good()])],
    ["claims that are no JSON", () => signed("nonsense")],
    [
      "claims that are nested 100 deep",
      () => signed(`{"exp":${now() + 60},"a":${"[".repeat(100)}${"]".repeat(100)}}`),
    ],
    ["more parts", () => `${signed(good())}.x`],
    ["a huge token", () => signed(good({ pad: "x".repeat(20_000) }))],
    ["padding", () => `${signed(good())}=`],
    ["an opaque token", () => gateway.caller.token],
    ["nothing", () => "x"],
  ];

  it("whatever was wrong, and says why in the log only", async () => {
    const { caller } = await published();
    const gone = await published({ algorithm: "HS512" }, []);
    const seen = new Set<string>();
    const record = async (what: string, of: TestCaller, token: string) => {
      const { status, error, body, challenge, entry } = await send(of, token);
      seen.add(JSON.stringify([status, error, body, challenge]));
      expect(entry.deny, what).toBeTruthy();
      expect(entry.profileId, what).toBeNull();
    };
    for (const [what, make] of cases) await record(what, caller, make());
    await record("no secret", gone.caller, signed(good(), { alg: "HS512" }, secret, "sha512"));
    await record("another client", { ...caller, clientId: "f".repeat(24) }, signed(good()));
    await record("another profile", gateway.caller, signed(good()));
    await record("no such profile", { ...caller, profileId: "f".repeat(24) }, signed(good()));
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain("unauthorized");
  });

  it("but one that has expired, once its signature and everything else is right", async () => {
    const { caller } = await published({ audience: "zerq" });
    const old = { iat: now() - 100, exp: now() - 50 };
    expect((await send(caller, signed({ ...old, aud: "zerq" }))).error).toBe("token_expired");
    expect((await send(caller, signed({ ...old, aud: "other" }))).error).toBe("unauthorized");
    const forged = signed({ ...old, aud: "zerq" }, { alg: "HS256" }, "guess");
    expect((await send(caller, forged)).error).toBe("unauthorized");
  });

  it("as is everything of a profile whose rules can't be enforced", async () => {
    const short = await published({ algorithm: "HS512" }, [{ secret: "x".repeat(63) }]);
    const token = signed(good(), { alg: "HS512" }, "x".repeat(63), "sha512");
    expect((await send(short.caller, token)).error).toBe("unauthorized");
    const { config, client } = gateway;
    const ofAnother = config.jwtProfile(client.id, [{ secret }]);
    const { jwt } = config.jwtProfile(client.id, [{ secret }]).profile;
    const moved = Object.assign({}, ofAnother.profile, { jwt });
    await gateway.publish(config.put("profile", moved));
    expect((await send(ofAnother.caller, signed(good()))).error).toBe("unauthorized");
  });
});
