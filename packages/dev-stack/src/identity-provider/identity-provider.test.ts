import { createHash, createPublicKey, type JsonWebKey, randomBytes, verify } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { freePort } from "../free-port.ts";
import { developmentClients } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./server.ts";
import { generateProviderKeys } from "./signing-keys.ts";
import { developmentUsers } from "./users.ts";

const audience = "zerq-management";
const management = "http://127.0.0.1:3000";
const keys = generateProviderKeys();
const stateFile = join(mkdtempSync(join(tmpdir(), "zerq-provider-")), "state.json");
let running: IdentityProvider | undefined;

async function start(port?: number): Promise<IdentityProvider> {
  const clients = developmentClients(management, "secret-of-the-console");
  running = await startIdentityProvider({
    port: port ?? (await freePort()),
    users: developmentUsers,
    clients,
    audience,
    keys,
    stateFile,
  });
  return running;
}
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

function post(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(url, { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" });
}
const passwordGrant = (provider: IdentityProvider, username: string, password: string) =>
  post(provider.tokenUrl, { grant_type: "password", client_id: "zerq-cli", username, password });

/** A browser in short: follows redirects by hand and keeps cookies, until the location leaves the provider. */
function browser() {
  const cookies = new Map<string, string>();
  const visit = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { ...init, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) return answer;
    const next = new URL(location, url);
    return next.origin === new URL(url).origin ? visit(next.href) : answer;
  };
  return visit;
}

/** The claims of a token whose signature counts under the provider's published keys, and that is for `aud`. */
async function verifiedClaims(provider: IdentityProvider, token: string, aud = audience) {
  const get = async (url: string) => (await fetch(url)).json() as Promise<Record<string, unknown>>;
  const discovered = await get(`${provider.issuer}/.well-known/openid-configuration`);
  const { keys: published } = (await get(String(discovered.jwks_uri))) as { keys: JsonWebKey[] };
  const [head = "", body = "", signature = ""] = token.split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString()) as { kid: string; alg: string };
  const jwk = published.find((key) => key.kid === header.kid);
  expect(header.alg).toBe("RS256");
  const key = createPublicKey({ key: jwk ?? {}, format: "jwk" });
  expect(verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))).toBe(
    true,
  );
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, unknown>;
  expect(claims).toMatchObject({ iss: provider.issuer, aud });
  expect(Number(claims.exp)).toBeGreaterThan(Date.now() / 1000);
  return claims;
}

const basic = {
  authorization: `Basic ${Buffer.from("zerq-console:secret-of-the-console").toString("base64")}`,
};

async function signInByCode(provider: IdentityProvider) {
  const visit = browser();
  const verifier = randomBytes(32).toString("base64url");
  const request = new URLSearchParams({
    client_id: "zerq-console",
    response_type: "code",
    redirect_uri: `${management}/auth/callback`,
    scope: "openid profile email",
    state: "of-this-test",
    nonce: "n",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const page = await visit(`${provider.issuer}/auth?${request}`);
  const html = await page.text();
  const wrong = await visit(page.url, {
    method: "POST",
    body: new URLSearchParams({ username: "admin", password: "no" }),
  });
  const back = await visit(page.url, {
    method: "POST",
    body: new URLSearchParams({ username: "admin", password: "admin" }),
  });
  const location = new URL(back.headers.get("location") ?? "http://nowhere");
  const exchange = await post(
    provider.tokenUrl,
    {
      grant_type: "authorization_code",
      code: location.searchParams.get("code") ?? "",
      redirect_uri: `${management}/auth/callback`,
      code_verifier: verifier,
    },
    basic,
  );
  const tokens = (await exchange.json()) as { access_token: string; id_token: string; refresh_token: string };
  return { page, html, wrong, location, tokens, visit };
}

describe("the identity provider", () => {
  it.each(developmentUsers.map(({ username }) => username))(
    "gives %s a token with that role",
    async (name) => {
      const provider = await start();
      const answer = await passwordGrant(provider, name, name);
      expect(answer.status).toBe(200);
      const { access_token } = (await answer.json()) as { access_token: string };
      const claims = await verifiedClaims(provider, access_token);
      expect(claims).toMatchObject({ sub: name, realm_access: { roles: [name] }, client_id: "zerq-cli" });
    },
  );

  it("gives no token for a wrong password, an unknown user or a client without that grant", async () => {
    const provider = await start();
    expect((await passwordGrant(provider, "admin", "wrong")).status).toBe(400);
    expect((await passwordGrant(provider, "root", "root")).status).toBe(400);
    const form = { grant_type: "password", username: "admin", password: "admin" };
    expect((await post(provider.tokenUrl, form, basic)).status).toBe(400);
  });

  it("signs in by authorization code with PKCE, for the management audience", async () => {
    const provider = await start();
    const { page, html, wrong, location, tokens } = await signInByCode(provider);
    expect(page.headers.get("content-security-policy")).toContain(`form-action 'self' ${management}`);
    expect(html).toContain("modifier");
    expect(wrong.status).toBe(401);
    expect(location.searchParams.get("state")).toBe("of-this-test");
    expect(location.searchParams.get("iss")).toBe(provider.issuer);
    expect(await verifiedClaims(provider, tokens.access_token)).toMatchObject({
      realm_access: { roles: ["admin"] },
    });
    const identity = await verifiedClaims(provider, tokens.id_token, "zerq-console");
    expect(identity).toMatchObject({ preferred_username: "admin", nonce: "n" });
  });

  it("refuses a code request without PKCE", async () => {
    const provider = await start();
    const query = `client_id=zerq-console&response_type=code&scope=openid&redirect_uri=${management}/auth/callback`;
    const answer = await fetch(`${provider.issuer}/auth?${query}`, { redirect: "manual" });
    expect(answer.headers.get("location")).toContain("error=invalid_request");
  });

  it("lets tokens, refresh tokens and sessions live on after a restart", async () => {
    const first = await start();
    const { tokens, visit } = await signInByCode(first);
    await first.stop();
    const second = await start(Number(new URL(first.issuer).port));
    // The first request may still meet a connection of the provider that is gone.
    const claims = await vi.waitFor(() => verifiedClaims(second, tokens.access_token));
    expect(claims.sub).toBe("admin");
    const refreshed = await post(
      second.tokenUrl,
      { grant_type: "refresh_token", refresh_token: tokens.refresh_token },
      basic,
    );
    expect(refreshed.status).toBe(200);
    const renewed = ((await refreshed.json()) as { access_token: string }).access_token;
    expect((await verifiedClaims(second, renewed)).sub).toBe("admin");
    const out = await visit(`${second.issuer}/session/end?id_token_hint=${tokens.id_token}`);
    expect(await out.text()).toContain("Sign out?");
  });
});
