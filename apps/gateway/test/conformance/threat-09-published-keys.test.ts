import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IssuedKey, type Issuer, newKey, startIssuer } from "../issuer.ts";
import type { TestCaller } from "../published-config.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
let rsa: IssuedKey;
const issuers: Issuer[] = [];
beforeAll(async () => {
  [gateway, rsa] = await Promise.all([startTestGateway(), newKey("RS256", "rsa")]);
});
afterAll(() => Promise.all([gateway.stop(), ...issuers.map((issuer) => issuer.stop())]));

async function trusting(rules: object = {}): Promise<{ issuer: Issuer; caller: TestCaller }> {
  const issuer = await startIssuer();
  issuers.push(issuer);
  issuer.state.keys = [rsa.jwk];
  const { config, client } = gateway;
  const { profile, caller } = config.oidcProfile(client.id, { issuer: issuer.issuer, ...rules });
  await gateway.publish(config.put("profile", profile));
  return { issuer, caller };
}

const bytes = (caller: TestCaller, token: string) =>
  asCaller({ ...caller, token }, "GET /demo/accounts HTTP/1.1");
const refused = (caller: TestCaller, token: string, deny?: RegExp) =>
  expectRefusal(gateway, bytes(caller, token), { code: "unauthorized", ...(deny && { deny }) });
const accepted = async (caller: TestCaller, token: string) =>
  expect((await sendRaw(gateway.port, bytes(caller, token))).status).toBe(200);

it("50 unknown kids cost one fetch (lua-resty-openidc #468)", async () => {
  const { issuer, caller } = await trusting();
  await accepted(caller, await issuer.token({ key: rsa }));
  const tokens = await Promise.all(
    Array.from({ length: 50 }, (_, index) => issuer.token({ key: rsa, kid: `unknown-${index}` })),
  );
  await Promise.all(tokens.map((token) => refused(caller, token)));
  expect(issuer.countOf("/jwks")).toBeLessThanOrEqual(2);
  await accepted(caller, await issuer.token({ key: rsa }));
});

it("a rotated key is followed, and the old one counts no more", async () => {
  const { issuer, caller } = await trusting();
  const old = await issuer.token({ key: rsa });
  await accepted(caller, old);
  const next = await newKey("RS256", "next");
  issuer.state.keys = [next.jwk];
  await accepted(caller, await issuer.token({ key: next }));
  await refused(caller, old);
});

it("a provider that is down costs nobody who was known, and lets nobody in who wasn't", async () => {
  const { issuer, caller } = await trusting();
  const token = await issuer.token({ key: rsa });
  await accepted(caller, token);
  issuer.state.isDown = true;
  await accepted(caller, await issuer.token({ key: rsa, claims: { sub: "another" } }));
  const unknown = await trusting();
  unknown.issuer.state.isDown = true;
  await refused(unknown.caller, await unknown.issuer.token({ key: rsa }));
});

describe("an answer that is no key set lets nobody in", () => {
  it.each<[string, string, { status?: number; headers?: Record<string, string>; body: string }]>([
    ["a page", "/jwks", { body: "<html>" }],
    ["an error", "/jwks", { status: 500, body: "{}" }],
    ["a redirect", "/jwks", { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" }],
    ["a redirect to itself", "/jwks", { status: 307, headers: { location: "/jwks" }, body: "" }],
    ["no keys", "/jwks", { body: '{"keys": []}' }],
    ["keys that are no list", "/jwks", { body: '{"keys": {"length": 1}}' }],
    ["a list that isn't in an object", "/jwks", { body: "[]" }],
    ["keys twice", "/jwks", { body: '{"keys": [], "keys": []}' }],
    ["a symmetric key", "/jwks", { body: '{"keys":[{"kty":"oct","k":"AAAA","kid":"rsa","alg":"HS256"}]}' }],
    ["5 MB", "/jwks", { body: `{"keys": [], "pad": "${"x".repeat(5_000_000)}"}` }],
    [
      "10,000 keys",
      "/jwks",
      {
        body: JSON.stringify({
          keys: Array.from({ length: 10_000 }, (_, kid) => ({
            kty: "RSA",
            kid,
            n: "A".repeat(342),
            e: "AQAB",
          })),
        }),
      },
    ],
    [
      "another issuer's discovery",
      "/.well-known/openid-configuration",
      { body: '{"issuer":"https://other.test","jwks_uri":"https://other.test/jwks"}' },
    ],
    ["discovery that is no JSON", "/.well-known/openid-configuration", { body: "nonsense" }],
    ["discovery without keys", "/.well-known/openid-configuration", { body: "{}" }],
  ])("%s", async (_what, path, answer) => {
    const { issuer, caller } = await trusting();
    issuer.state.answers.set(path, answer);
    await refused(caller, await issuer.token({ key: rsa }));
  });

  it("keys at an address of another origin than the issuer's", async () => {
    const { issuer, caller } = await trusting();
    const other = await startIssuer();
    issuers.push(other);
    other.state.keys = [rsa.jwk];
    const discovery = { issuer: issuer.issuer, jwks_uri: `${other.issuer}/jwks` };
    issuer.state.answers.set("/.well-known/openid-configuration", { body: JSON.stringify(discovery) });
    await refused(caller, await issuer.token({ key: rsa }));
    expect(other.requests).toEqual([]);
  });
});
