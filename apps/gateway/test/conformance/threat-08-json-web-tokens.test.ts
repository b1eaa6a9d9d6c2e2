import { createHmac } from "node:crypto";
import { exportSPKI } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IssuedKey, type Issuer, newKey, startIssuer } from "../issuer.ts";
import type { TestCaller } from "../published-config.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

const secret = "the-secret-of-the-profile-".repeat(4);
let gateway: TestGateway;
let issuer: Issuer;
let rsa: IssuedKey;
let ec: IssuedKey;
let spki: string;
let ofJwt: TestCaller;
let ofOidc: TestCaller;
beforeAll(async () => {
  [gateway, issuer, rsa, ec] = await Promise.all([
    startTestGateway(),
    startIssuer(),
    newKey("RS256", "rsa"),
    newKey("ES256", "ec"),
  ]);
  issuer.state.keys = [rsa.jwk, ec.jwk];
  spki = await exportSPKI(rsa.pair.publicKey);
  const { config, client } = gateway;
  const jwt = config.jwtProfile(client.id, [{ secret }], {
    audience: "zerq-api",
    issuer: "https://issuer.test",
  });
  const oidc = config.oidcProfile(client.id, { issuer: issuer.issuer, requiredClaims: { azp: "partner" } });
  ofJwt = jwt.caller;
  ofOidc = oidc.caller;
  await gateway.publish(config.put("profile", jwt.profile), config.put("profile", oidc.profile));
});
afterAll(() => Promise.all([gateway.stop(), issuer.stop()]));

const now = () => Math.floor(Date.now() / 1_000);
const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const good = (more: object = {}) => ({
  iss: "https://issuer.test",
  aud: "zerq-api",
  exp: now() + 60,
  ...more,
});

function signed(claims: unknown, header: unknown = { alg: "HS256" }, key = secret, hash = "sha256"): string {
  const body = `${encode(header)}.${encode(claims)}`;
  return `${body}.${createHmac(hash, key).update(body).digest("base64url")}`;
}

const send = (caller: TestCaller, token: string) =>
  expectRefusal(gateway, asCaller({ ...caller, token }, "GET /demo/accounts HTTP/1.1"), {
    code: "unauthorized",
  });

describe("a token signed with a secret is refused", () => {
  it.each<[string, () => string]>([
    ["alg none", () => `${encode({ alg: "none" })}.${encode(good())}.`],
    ["alg nOnE", () => `${encode({ alg: "nOnE" })}.${encode(good())}.`],
    ["alg none with a signature", () => signed(good(), { alg: "none" })],
    ["no alg", () => signed(good(), {})],
    ["an alg that is a list", () => signed(good(), { alg: ["HS256"] })],
    ["an alg twice", () => signed(good(), '{"alg":"none","alg":"HS256"}')],
    ["another alg of the same family", () => signed(good(), { alg: "HS512" }, secret, "sha512")],
    ["an asymmetric alg", () => signed(good(), { alg: "RS256" })],
    ["another secret", () => signed(good(), { alg: "HS256" }, `${secret}x`)],
    ["an empty secret", () => signed(good(), { alg: "HS256" }, "")],
    [
      "a kid that is a path to an empty file",
      () => signed(good(), { alg: "HS256", kid: "../../dev/null" }, ""),
    ],
    ["a kid that is SQL", () => signed(good(), { alg: "HS256", kid: "x' UNION SELECT 'a" }, "a")],
    ["a kid that is an object", () => signed(good(), { alg: "HS256", kid: { $ne: null } })],
    ["a key in the header", () => signed(good(), { alg: "HS256", jwk: { kty: "oct", k: encode("x") } }, "x")],
    ["unknown crit", () => signed(good(), { alg: "HS256", crit: ["x"], x: 1 })],
    ["an unencoded payload", () => signed(good(), { alg: "HS256", b64: false, crit: ["b64"] })],
    ["no exp", () => signed({ ...good(), exp: undefined })],
    ["an exp that is text", () => signed(good({ exp: String(now() + 60) }))],
    ["an old exp under another secret", () => signed(good({ exp: 1 }), { alg: "HS256" }, "guess")],
    ["a far-future nbf", () => signed(good({ nbf: now() + 1e9 }))],
    ["an nbf that is text", () => signed(good({ nbf: "0" }))],
    ["an iat in the future", () => signed(good({ iat: now() + 600 }))],
    ["another audience", () => signed(good({ aud: "zerq" }))],
    ["an audience in another case", () => signed(good({ aud: "Zerq-API" }))],
    ["an audience that is an object", () => signed(good({ aud: { "0": "zerq-api" } }))],
    ["an audience list without ours", () => signed(good({ aud: ["a", "b"] }))],
    ["no audience", () => signed(good({ aud: undefined }))],
    ["another issuer", () => signed(good({ iss: "https://issuer.test/" }))],
    ["an issuer that is a list", () => signed(good({ iss: ["https://issuer.test"] }))],
    [
      "a claim twice",
      () => signed(`{"iss":"https://issuer.test","aud":"x","exp":${now() + 60},"aud":"zerq-api"}`),
    ],
    [
      "a claim twice, further in",
      () =>
        signed(`{"iss":"https://issuer.test","aud":"zerq-api","exp":${now() + 60},"a":{"b":1,"\\u0062":2}}`),
    ],
    [
      "claims 100 deep",
      () =>
        signed(
          `{"iss":"https://issuer.test","aud":"zerq-api","exp":${now() + 60},"a":${"[".repeat(100)}${"]".repeat(100)}}`,
        ),
    ],
    ["claims that are a list", () => signed([good()])],
    ["a huge token", () => signed(good({ pad: "x".repeat(20_000) }))],
    ["four parts", () => `${signed(good())}.x`],
    ["padding", () => `${signed(good())}=`],
    ["five parts, as if it were encrypted", () => `${encode({ alg: "dir", enc: "A128GCM" })}..a.b.c`],
  ])("%s", async (_what, make) => {
    await send(ofJwt, make());
  });
});

describe("a token of an issuer is refused", () => {
  const claims = () => ({ iss: issuer.issuer, aud: "zerq-api", azp: "partner", exp: now() + 60 });
  const byRsa = (more: object, header: object = {}) =>
    issuer.token({ key: rsa, claims: { azp: "partner", ...more }, header });
  it.each<[string, () => string | Promise<string>]>([
    [
      "HS256 with the public key (CVE-2026-22817)",
      () => signed(claims(), { alg: "HS256", kid: "rsa" }, spki),
    ],
    [
      "HS256 with the published key",
      () => signed(claims(), { alg: "HS256", kid: "rsa" }, JSON.stringify(rsa.jwk)),
    ],
    ["HS256 with the modulus", () => signed(claims(), { alg: "HS256", kid: "rsa" }, rsa.jwk.n ?? "")],
    ["alg none", () => `${encode({ alg: "none", kid: "rsa" })}.${encode(claims())}.`],
    [
      "a stranger's signature under a known kid",
      async () => issuer.token({ key: await newKey("RS256", "rsa"), claims: { azp: "partner" } }),
    ],
    [
      "the kid of a key of another type",
      () => issuer.token({ key: rsa, kid: "ec", claims: { azp: "partner" } }),
    ],
    ["a kid that is a path", () => issuer.token({ key: rsa, kid: "../../jwks", claims: { azp: "partner" } })],
    [
      "a key of its own",
      async () => {
        const own = await newKey("RS256", "own");
        return issuer.token({ key: own, header: { jwk: own.jwk }, claims: { azp: "partner" } });
      },
    ],
    [
      "jku",
      async () =>
        issuer.token({
          key: await newKey("RS256", "own"),
          header: { jku: `${issuer.issuer}/own` },
          claims: { azp: "partner" },
        }),
    ],
    [
      "x5u",
      async () =>
        issuer.token({
          key: await newKey("RS256", "own"),
          header: { x5u: `${issuer.issuer}/own` },
          claims: { azp: "partner" },
        }),
    ],
    [
      "x5c",
      async () =>
        issuer.token({
          key: await newKey("RS256", "own"),
          header: { x5c: ["AAAA"] },
          claims: { azp: "partner" },
        }),
    ],
    ["another client's", () => byRsa({ azp: "other" })],
    ["a list where a text is asked for", () => byRsa({ azp: ["partner", "other"], aud: "x" })],
    ["another audience", () => byRsa({ aud: "zerq" })],
    ["another issuer", () => byRsa({ iss: `${issuer.issuer}/` })],
    ["no exp", () => byRsa({ exp: undefined })],
    ["a far-future nbf", () => byRsa({ nbf: now() + 1e9 })],
    ["an ID token", () => byRsa({ typ: "ID" })],
    ["a refresh token", () => byRsa({ typ: "Refresh" })],
    ["a logout token", () => byRsa({}, { typ: "logout+jwt" })],
    [
      "an ES256 signature of zeros",
      () => `${encode({ alg: "ES256", kid: "ec" })}.${encode(claims())}.${encode("\0".repeat(64))}`,
    ],
  ])("%s", async (_what, make) => {
    await send(ofOidc, await make());
    // What the token says of keys is never asked for.
    expect(issuer.requests).not.toContain("/own");
  });
});
