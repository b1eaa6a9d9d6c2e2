import { developmentClients } from "@zerq/dev-stack/identity-provider/clients";
import { startIdentityProvider } from "@zerq/dev-stack/identity-provider/server";
import { generateProviderKeys } from "@zerq/dev-stack/identity-provider/signing-keys";
import { developmentUsers, type User } from "@zerq/dev-stack/identity-provider/users";
import { freePort } from "./free-port.ts";

export type TestIdentityProvider = {
  issuer: string;
  /** An access token of a user (viewer, modifier, auditor, admin, or one of `more`), by the password grant. */
  token(username: string): Promise<string>;
  stop(): Promise<void>;
};

export const CONSOLE_SECRET = "secret-of-the-console";

/**
 * The development identity provider on a port of its own.
 * @param managementUrl where the console's sign-in comes back to
 * @param options.more users besides the four; `options.audience` of the access tokens
 */
export async function startTestIdentityProvider(
  managementUrl: string,
  options: { more?: readonly User[]; audience?: string; port?: number } = {},
): Promise<TestIdentityProvider> {
  const users = [...developmentUsers, ...(options.more ?? [])];
  const provider = await startIdentityProvider({
    port: options.port ?? (await freePort()),
    users,
    clients: developmentClients(managementUrl, CONSOLE_SECRET),
    audience: options.audience ?? "zerq-management",
    keys: generateProviderKeys(),
  });
  return {
    issuer: provider.issuer,
    stop: provider.stop,
    async token(username) {
      const password = users.find((user) => user.username === username)?.password ?? "";
      const form = { grant_type: "password", client_id: "zerq-cli", username, password };
      const answer = await fetch(provider.tokenUrl, { method: "POST", body: new URLSearchParams(form) });
      const { access_token } = (await answer.json()) as { access_token?: string };
      if (access_token === undefined) throw new Error(`no token for ${username}: ${answer.status}`);
      return access_token;
    },
  };
}
