import { errors, type Provider } from "oidc-provider";
import { managementResource, RESOURCE, SCOPE } from "./configuration.ts";
import { findUser, type User } from "./users.ts";

/**
 * The password grant of OAuth 2.0 (RFC 6749 section 4.3), which newer versions dropped for good reasons: here it lets
 * `zerq token` and tests have a token without a browser, from a provider that only listens on the loopback interface.
 */
export function addPasswordGrant(provider: Provider, users: readonly User[], audience: string): void {
  provider.registerGrantType<{ username?: string; password?: string }>(
    "password",
    async (context) => {
      const { client, params } = context.oidc;
      const user = findUser(users, params.username, params.password);
      if (user === undefined) throw new errors.InvalidGrant("wrong username or password");
      const grant = new provider.Grant({ clientId: client.clientId, accountId: user.username });
      grant.addResourceScope(RESOURCE, SCOPE);
      const token = new provider.AccessToken({
        client,
        accountId: user.username,
        grantId: await grant.save(),
        gty: "password",
        scope: SCOPE,
        resourceServer: new provider.ResourceServer(RESOURCE, managementResource(audience)),
        expiresWithSession: false,
      });
      const accessToken = await token.save();
      context.body = {
        access_token: accessToken,
        token_type: "Bearer",
        expires_in: token.expiration,
        scope: SCOPE,
      };
    },
    ["username", "password", "scope"],
  );
}
