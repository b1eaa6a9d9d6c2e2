import { AppError } from "@zerq/errors/app-error";
import type { Secret } from "@zerq/logging/secret";
import * as oidc from "openid-client";

export type SignInTokens = {
  accessToken: string;
  refreshToken: string | undefined;
  idToken: string | undefined;
  /** Of the ID token. */
  subject: string;
  acr: unknown;
  sid: string | undefined;
};
type RenewedTokens = Pick<SignInTokens, "accessToken" | "refreshToken" | "idToken">;
export type SignInState = { state: string; nonce: string; verifier: string; returnTo: string };

export type Provider = {
  begin(returnTo: string): Promise<{ url: string; state: SignInState }>;
  /** @throws AppError `unauthorized` when state, nonce, issuer (RFC 9207) or the code don't hold */
  finish(callbackUrl: string, state: SignInState): Promise<SignInTokens>;
  /** @returns undefined when the provider says that the refresh token is worth nothing any more */
  refresh(refreshToken: string): Promise<RenewedTokens | undefined>;
  /** Where to sign out at the provider too; undefined when it has no such page. */
  signOutUrl(idToken: string | undefined): Promise<string | undefined>;
};

export type ProviderOptions = {
  issuer: string;
  clientId: string;
  clientSecret: Secret<string>;
  scope: string;
  requiredAcr: readonly string[];
  baseUrl: string;
  /** Sent along when a code is exchanged. */
  tokenParameters: () => Record<string, string>;
  /** How far the provider's clock may be from ours. */
  clockToleranceSeconds: number;
  fetch: typeof fetch;
};

/** Authorization code with PKCE (RFC 7636), done by the service: no token ever reaches the browser. */
export function createProvider(options: ProviderOptions): Provider {
  const configuration = discovered(options);
  const acr = options.requiredAcr.length === 0 ? {} : { acr_values: options.requiredAcr.join(" ") };

  return {
    async begin(returnTo) {
      const state: SignInState = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
        returnTo,
      };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${options.baseUrl}/auth/callback`,
        scope: options.scope,
        state: state.state,
        nonce: state.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(state.verifier),
        code_challenge_method: "S256",
        ...acr,
      });
      return { url: url.href, state };
    },
    async finish(callbackUrl, { verifier, state, nonce }) {
      const server = await configuration();
      const checks = {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      };
      const tokens = await oidc
        .authorizationCodeGrant(server, new URL(callbackUrl), checks, options.tokenParameters())
        .catch((error: unknown) => {
          throw new AppError("unauthorized", {
            message: "The identity provider did not confirm the sign-in.",
            log: describe(error),
          });
        });
      const claims = tokens.claims();
      const sid = typeof claims?.sid === "string" ? claims.sid : undefined;
      return { ...tokensOf(tokens), subject: claims?.sub ?? "", acr: claims?.acr, sid };
    },
    async refresh(refreshToken) {
      try {
        return tokensOf(await oidc.refreshTokenGrant(await configuration(), refreshToken));
      } catch (error) {
        if (error instanceof oidc.ResponseBodyError && error.error === "invalid_grant") return undefined;
        throw error;
      }
    },
    async signOutUrl(idToken) {
      const server = await configuration();
      if (server.serverMetadata().end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(server, {
        post_logout_redirect_uri: `${options.baseUrl}/`,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      }).href;
    },
  };
}

/** The provider's metadata: read at first use and kept; a failed attempt is forgotten. */
function discovered(options: ProviderOptions): () => Promise<oidc.Configuration> {
  let known: Promise<oidc.Configuration> | undefined;
  const metadata = { [oidc.clockTolerance]: options.clockToleranceSeconds };
  const authentication = oidc.ClientSecretBasic(options.clientSecret.reveal());
  return () => {
    known ??= oidc
      .discovery(new URL(options.issuer), options.clientId, metadata, authentication, {
        [oidc.customFetch]: options.fetch as never,
        // A provider on plain http is only reachable where the egress guard opens it: the development stack.
        execute: options.issuer.startsWith("http://") ? [oidc.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        known = undefined;
        throw new AppError("service_unavailable", {
          message: "The identity provider can not be reached at the moment.",
          log: describe(error),
          headers: { "Retry-After": "5" },
        });
      });
    return known;
  };
}

function tokensOf(tokens: {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
}): RenewedTokens {
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    idToken: tokens.id_token,
  };
}

function describe(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause === undefined ? String(error) : `${String(error)} (${String(cause)})`;
}
