import { type ClientMetadata, type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import { escapeHtml, htmlPage, pageHeaders } from "../html-page.ts";
import { createFileAdapter } from "./file-adapter.ts";
import type { ProviderKeys } from "./signing-keys.ts";
import { type User, userClaims } from "./users.ts";

/** The resource indicator (RFC 8707) that every access token is for. */
export const RESOURCE = "urn:zerq:management";
export const SCOPE = "management";

export type ProviderOptions = {
  port: number;
  users: readonly User[];
  clients: readonly ClientMetadata[];
  /** The `aud` of access tokens. */
  audience: string;
  keys: ProviderKeys;
  /** Where sessions and refresh tokens are kept; in memory only when it is not given. */
  stateFile?: string;
};

export const managementResource = (audience: string) => ({
  scope: SCOPE,
  audience,
  accessTokenFormat: "jwt" as const,
  accessTokenTTL: 3600,
  jwt: { sign: { alg: "RS256" as const } },
});

export function providerConfiguration(options: ProviderOptions): Configuration {
  const { users, clients, audience, keys } = options;
  const userOf = (id: string | undefined) => users.find(({ username }) => username === id);
  return {
    adapter: createFileAdapter(options.stateFile),
    clients: [...clients],
    jwks: keys.jwks,
    cookies: { keys: [keys.cookieKey] },
    claims: { openid: ["sub"], profile: ["name", "preferred_username", "realm_access"], email: ["email"] },
    scopes: ["openid", "profile", "email", "offline_access"],
    // ID tokens carry the claims of the scopes, as Keycloak's do.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    fetch: (url, options) => fetch(url, withoutDispatcher(options)),
    interactions: { url: (_context, interaction) => `/sign-in/${interaction.uid}` },
    findAccount: (_context, id) => {
      const user = userOf(id);
      return user && { accountId: id, claims: () => userClaims(user) };
    },
    extraTokenClaims: (_context, token) => {
      const user = "accountId" in token ? userOf(token.accountId) : undefined;
      return user && userClaims(user);
    },
    loadExistingGrant: grantEverything,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed("refresh_token"),
    ttl: {
      AccessToken: 3600,
      Session: 12 * 3600,
      Grant: 12 * 3600,
      RefreshToken: 12 * 3600,
      Interaction: 900,
      IdToken: 3600,
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, indicator) => {
          if (indicator !== RESOURCE) throw new errors.InvalidTarget();
          return managementResource(audience);
        },
      },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut, postLogoutSuccessSource: signedOut },
    },
    renderError: (context, out) => {
      const text = `${out.error}: ${out.error_description ?? ""}`;
      page(context, "Sign-in failed", `<h1>Sign-in failed</h1><p class="problem">${escapeHtml(text)}</p>`);
    },
  };
}

/** The dispatcher that the library brings along reaches no loopback address, and the clients are there. */
function withoutDispatcher(options: RequestInit & { dispatcher?: unknown } = {}): RequestInit {
  const { dispatcher: _, ...plain } = options;
  return plain;
}

/** Nobody is asked for consent: all clients are the product's own. */
async function grantEverything(context: KoaContextWithOIDC) {
  const { provider, session, client, params, result } = context.oidc;
  const clientId = client?.clientId ?? "";
  const known = result?.consent?.grantId ?? session?.grantIdFor(clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found !== undefined) return found;
  const grant = new provider.Grant({ clientId, ...(session?.accountId && { accountId: session.accountId }) });
  grant.addOIDCScope(typeof params?.scope === "string" ? params.scope : "openid");
  grant.addResourceScope(RESOURCE, SCOPE);
  await grant.save();
  return grant;
}

function page(context: KoaContextWithOIDC, title: string, body: string): void {
  const origins = (context.oidc?.client?.postLogoutRedirectUris ?? []).map((uri) => new URL(uri).origin);
  context.set(pageHeaders(origins));
  context.body = htmlPage(title, body);
}

function askToSignOut(context: KoaContextWithOIDC, form: string): void {
  const button = `<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
  page(context, "Sign out", `<h1>Sign out?</h1>${form}${button}`);
}

function signedOut(context: KoaContextWithOIDC): void {
  page(context, "Signed out", "<h1>You are signed out.</h1>");
}
