import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { asAppError } from "@zerq/errors/to-http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOidcVerifier, type OidcVerifier } from "./oidc-verifier.ts";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
const pairs = new Map<string, Pair>();
let server: Server;
let issuer: string;
const published: object[] = [];
let requests: string[] = [];
let down = false;
let documentIssuer: string | undefined;

beforeAll(async () => {
  for (const algorithm of algorithms)
    pairs.set(algorithm, await generateKeyPair(algorithm, { extractable: true }));
  for (const [alg, { publicKey }] of pairs)
    published.push({ ...(await exportJWK(publicKey)), kid: alg, alg, use: "sig" });
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (down) return void response.writeHead(500).end();
    const body = request.url?.includes("openid-configuration")
      ? { issuer: documentIssuer ?? issuer, jwks_uri: `${issuer}/jwks` }
      : { keys: published };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const audience = "zerq-management";
const verifier = (): OidcVerifier => createOidcVerifier({ issuer, audience, fetch });

type Overrides = { alg?: string; kid?: string; key?: Pair; claims?: Record<string, unknown> };
function token({
  alg = "RS256",
  kid = alg,
  key = pairs.get(alg),
  claims = {},
}: Overrides = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: issuer, aud: audience, sub: "someone", iat: now, exp: now + 60, ...claims };
  const jwt = new SignJWT(payload as never).setProtectedHeader({ alg, kid });
  return jwt.sign((key as Pair).privateKey);
}
async function refusal(text: string, by = verifier()): Promise<string> {
  return by.verify(text).then(
    () => "accepted",
    (error: unknown) => asAppError(error).code,
  );
}

describe("an access token", () => {
  it.each(algorithms)("signed with %s is accepted", async (alg) => {
    expect((await verifier().verify(await token({ alg }))).sub).toBe("someone");
  });

  const now = () => Math.floor(Date.now() / 1000);
  it.each([
    ["for another audience", () => token({ claims: { aud: "other" } }), "unauthorized"],
    ["of another issuer", () => token({ claims: { iss: "http://evil.example" } }), "unauthorized"],
    ["that has expired", () => token({ claims: { exp: now() - 60 } }), "token_expired"],
    ["that isn't valid yet", () => token({ claims: { nbf: now() + 600 } }), "unauthorized"],
    ["without an expiry", () => token({ claims: { exp: undefined } }), "unauthorized"],
    ["without a subject", () => token({ claims: { sub: undefined } }), "unauthorized"],
    [
      "signed by a stranger under a known kid",
      async () => token({ key: await generateKeyPair("RS256") }),
      "unauthorized",
    ],
    ["with a kid of another algorithm's key", () => token({ alg: "RS256", kid: "ES256" }), "unauthorized"],
    ["that is too long", async () => `${await token()}${"x".repeat(20_000)}`, "unauthorized"],
    ["that is no token", async () => "nonsense", "unauthorized"],
    [
      "with alg none",
      async () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${(await token()).split(".")[1]}.`,
      "unauthorized",
    ],
    [
      "with an HMAC under the public key",
      async () => {
        const jwk = published.find((key) => (key as { kid: string }).kid === "RS256");
        return jsonwebtoken.sign({ sub: "x" }, JSON.stringify(jwk), {
          audience,
          issuer,
          expiresIn: 60,
          keyid: "RS256",
        });
      },
      "unauthorized",
    ],
  ])("%s is refused", async (_what, make, code) => {
    expect(await refusal(await make())).toBe(code);
  });
});

describe("the provider's keys", () => {
  it("are fetched once for many tokens, and not again for every unknown kid", async () => {
    requests = [];
    const one = verifier();
    await Promise.all(Array.from({ length: 20 }, async () => one.verify(await token())));
    for (let n = 0; n < 10; n += 1)
      expect(await refusal(await token({ kid: `unknown-${n}` }), one)).toBe("unauthorized");
    expect(requests.filter((url) => url === "/jwks").length).toBeLessThanOrEqual(2);
    // Each time with a look at where they are now.
    expect(requests.filter((url) => url.includes("openid-configuration")).length).toBeLessThanOrEqual(2);
  });

  it("go on serving while the provider is down, and a fresh verifier says that it can't ask", async () => {
    const one = verifier();
    await one.verify(await token());
    down = true;
    expect(await refusal(await token(), one)).toBe("accepted");
    expect(await refusal(await token())).toBe("service_unavailable");
    down = false;
  });

  it("are not taken from a document of another issuer", async () => {
    documentIssuer = "http://evil.example";
    expect(await refusal(await token())).toBe("service_unavailable");
    documentIssuer = undefined;
  });
});
