import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Refused = { error: string; details?: { path: string; code: string }[] };
type Version = { id: string; createdAt: string; expiresAt: string | null };
type Jwt = Resource & { secret: string; jwt: { algorithm: string; versions: Version[] } };
type Rotated = { profile: Jwt; secret: string; previousExpiresAt: string | null };

let management: StartedManagement;
let call: Call;
let admin: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
  admin = await apiCaller(management, "admin");
});
afterAll(() => management?.stop());

const tag = ({ revision }: Resource) => ({ "if-match": `"${revision}"` });
const read = async (id: string) => (await call<Jwt>("GET", `/profiles/${id}`)).body;
const everything = async () =>
  JSON.stringify([
    (await call("GET", "/profiles?limit=500")).body,
    (await admin("GET", "/audit-logs?limit=500")).body,
  ]);

describe("a profile of type none", () => {
  it("needs an allowlist, keeps it, and is proved by nothing", async () => {
    const made = await create(call, "profiles", { authType: "none", allowedIps: ["192.0.2.1"] });
    expect(Object.keys(made)).not.toEqual(expect.arrayContaining(["token"]));
    const emptied = await call<Refused>("PATCH", `/profiles/${made.id}`, { allowedIps: [] }, tag(made));
    expect([emptied.status, emptied.body.details?.[0]?.path]).toEqual([400, "allowedIps"]);
    const open = await call<Refused>("PATCH", `/profiles/${made.id}`, { allowedIps: "0.0.0.0/0" }, tag(made));
    expect(open.status).toBe(400);
    for (const what of ["token", "secret"])
      expect((await call("POST", `/profiles/${made.id}/rotate-${what}`)).status).toBe(409);
  });
});

describe("a profile of type jwt", () => {
  it("shows its secret once, long enough for every algorithm, and never again", async () => {
    const made = (await create(call, "profiles", { authType: "jwt" })) as Jwt;
    expect(made.jwt).toMatchObject({
      algorithm: "HS256",
      issuer: null,
      audience: null,
      maxLifetime: null,
      clockSkew: 0,
      requiredClaims: {},
    });
    expect(Buffer.from(made.secret, "base64url").length).toBeGreaterThanOrEqual(64);
    const seen = await read(made.id);
    expect(seen).not.toHaveProperty("secret");
    expect(seen.jwt.versions.map((version) => Object.keys(version))).toEqual([
      ["id", "createdAt", "expiresAt", "lastUsedAt"],
    ]);
    expect(await everything()).not.toContain(made.secret);
  });

  it("keeps its secret when its rules change", async () => {
    const requiredClaims = { "https://example.com/roles": "a", $where: 1, tier: [1, true] };
    const made = (await create(call, "profiles", { authType: "jwt", jwt: { requiredClaims } })) as Jwt;
    expect(made.jwt).toMatchObject({ requiredClaims });
    const patch = { jwt: { algorithm: "HS512", requiredClaims: { $where: null } } };
    const changed = await call<Jwt>("PATCH", `/profiles/${made.id}`, patch, tag(made));
    expect(changed.body.jwt).toMatchObject({
      algorithm: "HS512",
      requiredClaims: { "https://example.com/roles": "a", tier: [1, true] },
      versions: made.jwt.versions,
    });
    expect(changed.body.jwt).not.toHaveProperty(["requiredClaims", "$where"]);
    expect(changed.body).not.toHaveProperty("secret");
  });

  it("gets a new secret; the old one ends at once, or after the overlap", async () => {
    const made = (await create(call, "profiles", { authType: "jwt" })) as Jwt;
    const rotate = (body?: object) => call<Rotated>("POST", `/profiles/${made.id}/rotate-secret`, body);
    const first = await rotate();
    expect(first.body.secret).not.toBe(made.secret);
    expect([first.body.previousExpiresAt, first.body.profile.jwt.versions.length]).toEqual([null, 1]);
    const second = await rotate({ overlapSeconds: 60 });
    const [now, before] = second.body.profile.jwt.versions;
    expect([now?.expiresAt, before?.expiresAt]).toEqual([null, second.body.previousExpiresAt]);
    expect(before?.id).toBe(first.body.profile.jwt.versions[0]?.id);
    expect((await call("POST", `/profiles/${made.id}/rotate-token`)).status).toBe(409);
    expect(await everything()).not.toContain(second.body.secret);
  });

  it("shows the secret of a repeated creation or rotation only once", async () => {
    const { id: clientId } = await create(call, "clients");
    const body = { ...samples.profiles(clientId), authType: "jwt" };
    const key = { "idempotency-key": `jwt-${Date.now()}` };
    const made = await call<Jwt>("POST", "/profiles", body, key);
    expect(made.body.secret).toBeTruthy();
    const again = await call<Jwt>("POST", "/profiles", body, key);
    expect(again.body).toMatchObject({ id: made.body.id, secretAlreadyShown: true });
    expect(again.body).not.toHaveProperty("secret");
    const path = `/profiles/${made.body.id}/rotate-secret`;
    const other = { "idempotency-key": `rotate-${Date.now()}` };
    expect((await call<Rotated>("POST", path, {}, other)).body.secret).toBeTruthy();
    const replayed = await call<Rotated>("POST", path, {}, other);
    expect(replayed.body).toMatchObject({ secretAlreadyShown: true });
    expect(replayed.body).not.toHaveProperty("secret");
  });
});

describe("a profile of type oidc", () => {
  let counter = 0;
  const issuerOf = () => `https://login-${++counter}.example.com/realms/partners`;
  const profileOf = async (oidc: object, clientId?: string) => {
    const client = clientId ?? (await create(call, "clients")).id;
    return call<Resource & Refused>("POST", "/profiles", {
      ...samples.profiles(client),
      authType: "oidc",
      oidc,
    });
  };

  it("has its rules and no secret", async () => {
    const issuer = issuerOf();
    const { status, body } = await profileOf({ issuer, audience: "api", algorithms: ["RS256", "EdDSA"] });
    expect(status).toBe(201);
    expect(body.oidc).toEqual({
      issuer,
      audience: "api",
      jwksUri: null,
      algorithms: ["RS256", "EdDSA"],
      tokenKind: "access",
      requiredClaims: {},
    });
    for (const name of ["token", "secret", "jwt"]) expect(body).not.toHaveProperty(name);
  });

  it("of another client is refused when it could accept the same tokens", async () => {
    const issuer = issuerOf();
    const rules = { issuer, audience: "api" };
    const first = await profileOf(rules);
    expect(first.status).toBe(201);
    for (const same of [
      rules,
      { ...rules, audience: "other" },
      { ...rules, jwksUri: `${issuer}/keys` },
      { ...rules, requiredClaims: { azp: "partner-a" } },
    ]) {
      const refused = await profileOf(same);
      expect([refused.status, refused.body.details?.[0]?.code]).toEqual([409, "overlap"]);
    }
    expect((await profileOf({ ...rules, issuer: issuerOf() })).status).toBe(201);
    expect((await profileOf(rules, String(first.body.clientId))).status).toBe(201);
  });

  it.each([
    ["claims that name one party", { requiredClaims: { azp: "a" } }, { requiredClaims: { azp: "b" } }, 201],
    ["algorithms", { algorithms: ["RS256"] }, { algorithms: ["ES256"] }, 201],
    ["different claims", { requiredClaims: { azp: "a" } }, { requiredClaims: { sub: "b" } }, 409],
    ["claims that can be lists", { requiredClaims: { role: "a" } }, { requiredClaims: { role: "b" } }, 409],
    ["scopes", { requiredClaims: { scope: "a" } }, { requiredClaims: { scope: "b" } }, 409],
    ["one of two scopes", { requiredClaims: { sub: "a", azp: "c" } }, { requiredClaims: { sub: "b" } }, 201],
  ])("is told apart by %s, or is not", async (_what, one, other, status) => {
    const rules = { issuer: issuerOf(), audience: "api" };
    expect((await profileOf({ ...rules, ...one })).status).toBe(201);
    expect((await profileOf({ ...rules, ...other })).status).toBe(status);
  });

  it("can't have an issuer or keys where the egress guard refuses them (threat 14)", async () => {
    const rules = { issuer: issuerOf(), audience: "api" };
    const { body } = await profileOf(rules);
    const metadata = "http://169.254.169.254";
    for (const wrong of [
      { issuer: metadata },
      { jwksUri: `${metadata}/keys` },
      { issuer: "http://10.0.0.1" },
    ]) {
      const made = await profileOf({ ...rules, ...wrong });
      expect([made.status, made.body.error]).toEqual([400, "egress_not_allowed"]);
      const changed = await call<Refused>("PATCH", `/profiles/${body.id}`, { oidc: wrong }, tag(body));
      expect([changed.status, changed.body.error]).toEqual([400, "egress_not_allowed"]);
    }
    const secret = await profileOf({ ...rules, issuer: "https://user:pass@login.example.com" });
    expect(secret.body.error).toBe("egress_not_allowed");
  });

  it("is held to that when it changes, too", async () => {
    const rules = { issuer: issuerOf(), audience: "api" };
    await profileOf({ ...rules, requiredClaims: { azp: "a" } });
    const { body } = await profileOf({ ...rules, requiredClaims: { azp: "b" } });
    const path = `/profiles/${body.id}`;
    const same = await call("PATCH", path, { oidc: { requiredClaims: { azp: "a" } } }, tag(body));
    expect(same.status).toBe(409);
    const none = await call("PATCH", path, { oidc: { requiredClaims: { azp: null } } }, tag(body));
    expect(none.status).toBe(409);
    const other = await call("PATCH", path, { oidc: { requiredClaims: { azp: "c" } } }, tag(body));
    expect(other.status).toBe(200);
  });
});
