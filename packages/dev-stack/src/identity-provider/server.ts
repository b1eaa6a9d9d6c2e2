import type { IncomingMessage, ServerResponse } from "node:http";
import Provider from "oidc-provider";
import { listenOnLoopback } from "../http-server.ts";
import { type ProviderOptions, providerConfiguration } from "./configuration.ts";
import { addPasswordGrant } from "./password-grant.ts";
import { handleSignIn } from "./sign-in-page.ts";

export type IdentityProvider = { issuer: string; tokenUrl: string; stop(): Promise<void> };

/**
 * An OpenID provider for development: a sign-in page for the given users, JWT access tokens (RFC 9068) with their roles
 * in `realm_access.roles`, no consent page.
 */
export async function startIdentityProvider(options: ProviderOptions): Promise<IdentityProvider> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const provider = new Provider(issuer, providerConfiguration(options));
  addPasswordGrant(provider, options.users, options.audience);
  provider.on("server_error", (_context, error) => console.error(error));
  provider.on("backchannel.error", (_context, error) => console.error(error));

  const formTargets = options.clients
    .flatMap(({ redirect_uris = [] }) => redirect_uris)
    .map((uri) => new URL(uri).origin);
  const callback = provider.callback();
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith("/sign-in/")) return callback(request, response);
    try {
      await handleSignIn(provider, options.users, formTargets, request, response);
    } catch (error) {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
  const { stop } = await listenOnLoopback(options.port, listener);
  return { issuer, tokenUrl: `${issuer}/token`, stop };
}
