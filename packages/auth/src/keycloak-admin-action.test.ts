import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { KeySource } from "./key-source.ts";
import { verifyAdminAction } from "./keycloak-admin-action.ts";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
const clientId = "zerq-console";
let pair: Pair;
let stranger: Pair;
let keys: KeySource;
beforeAll(async () => {
  pair = await generateKeyPair("RS256");
  stranger = await generateKeyPair("RS256");
  const set = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256" }] });
  const issuer = "https://id.example/realms/a";
  keys = new KeySource({ issuer, jwksUri: `${issuer}/jwks`, fetch: async () => new Response(set) });
});

const now = () => Math.floor(Date.now() / 1_000);
function action(members: object = {}, by = pair): Promise<string> {
  const whole = { id: "1", action: "LOGOUT", resource: clientId, expiration: now() + 60, ...members };
  return new SignJWT(whole as never).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(by.privateKey);
}
const verify = (text: string) => verifyAdminAction(text, { clientId, keys, clockToleranceSeconds: 5 });

describe("an admin action of Keycloak's", () => {
  it("names the sessions that have ended, or none for all of them", async () => {
    const some = { adapterSessionIds: ["x"], keycloakSessionIds: ["s1", "s2"] };
    expect(await verify(await action(some))).toEqual({
      id: "1",
      action: "LOGOUT",
      sessions: ["s1", "s2"],
      notBefore: undefined,
    });
    expect((await verify(await action({ adapterSessionIds: [] }))).sessions).toEqual([]);
    expect((await verify(await action({ notBefore: 7 }))).sessions).toBeUndefined();
    const push = await verify(await action({ action: "PUSH_NOT_BEFORE", notBefore: 7 }));
    expect([push.action, push.notBefore]).toEqual(["PUSH_NOT_BEFORE", 7]);
  });

  it.each([
    ["for another client", () => action({ resource: "another" })],
    ["that is over", () => action({ expiration: now() - 60 })],
    ["without an end", () => action({ expiration: undefined })],
    ["of an unknown kind", () => action({ action: "TEST_AVAILABILITY" })],
    ["without an id", () => action({ id: undefined })],
    ["signed by a stranger", () => action({}, stranger)],
    ["that is none", async () => "nonsense"],
  ])("%s is refused", async (_what, make) => {
    await expect(verify(await make())).rejects.toMatchObject({ code: "bad_request" });
  });
});
