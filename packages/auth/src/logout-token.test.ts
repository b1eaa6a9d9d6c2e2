import { asAppError } from "@zerq/errors/to-http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { KeySource } from "./key-source.ts";
import { verifyLogoutToken } from "./logout-token.ts";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
const issuer = "https://id.example";
const clientId = "zerq-console";
const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
let pair: Pair;
let stranger: Pair;
let keys: KeySource;

beforeAll(async () => {
  pair = await generateKeyPair("RS256");
  stranger = await generateKeyPair("RS256");
  const set = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256" }] });
  const fetch = async () => new Response(set);
  keys = new KeySource({ issuer, jwksUri: `${issuer}/jwks`, fetch });
});

function token(claims: object = {}, typ = "logout+jwt", by = pair): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const whole = { iss: issuer, aud: clientId, iat: now, exp: now + 120, jti: "1", sub: "ann", events };
  return new SignJWT({ ...whole, ...claims } as never)
    .setProtectedHeader({ alg: "RS256", kid: "one", typ })
    .sign(by.privateKey);
}

const verify = (text: string) =>
  verifyLogoutToken(text, { issuer, clientId, keys, clockToleranceSeconds: 5 });
const now = () => Math.floor(Date.now() / 1_000);

describe("a logout token", () => {
  it("ends one session of the provider's, or all of a subject", async () => {
    expect(await verify(await token())).toEqual({ jti: "1", subject: "ann", sid: undefined });
    expect(await verify(await token({ sub: undefined, sid: "s1" }, "JWT"))).toEqual({
      jti: "1",
      subject: undefined,
      sid: "s1",
    });
  });

  it.each([
    ["for another client", () => token({ aud: "another" })],
    ["of another issuer", () => token({ iss: "https://evil.example" })],
    ["signed by a stranger", () => token({}, "logout+jwt", stranger)],
    ["that has expired", () => token({ exp: now() - 60 })],
    ["that is old", () => token({ iat: now() - 3_600 })],
    ["without a time", () => token({ iat: undefined })],
    ["without an id", () => token({ jti: undefined })],
    ["without the event", () => token({ events: {} })],
    [
      "with the event as a list",
      () => token({ events: ["http://schemas.openid.net/event/backchannel-logout"] }),
    ],
    ["with a nonce, as an ID token has it", () => token({ nonce: "n" })],
    ["about nobody", () => token({ sub: undefined })],
    ["with a subject that is no text", () => token({ sub: { $ne: null } })],
    ["that says it is an access token", () => token({}, "at+jwt")],
    ["that is none", async () => "nonsense"],
  ])("%s is refused", async (_what, make) => {
    await expect(verify(await make())).rejects.toMatchObject({ code: "bad_request" });
  });

  it("can't be judged while the provider's keys can't be had", async () => {
    const fetch = async () => new Response("", { status: 500 });
    const fresh = new KeySource({ issuer, jwksUri: `${issuer}/jwks`, fetch });
    const refused = verifyLogoutToken(await token(), {
      issuer,
      clientId,
      keys: fresh,
      clockToleranceSeconds: 5,
    });
    expect(await refused.catch((error: unknown) => asAppError(error).code)).toBe("service_unavailable");
  });
});
