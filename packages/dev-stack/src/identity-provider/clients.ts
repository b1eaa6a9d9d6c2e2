import type { ClientMetadata } from "oidc-provider";

export const CONSOLE_CLIENT = "zerq-console";
export const CLI_CLIENT = "zerq-cli";

/** The clients that the product itself has: the console behind its management service, and the command line. */
export function developmentClients(managementUrl: string, consoleSecret: string): ClientMetadata[] {
  return [
    {
      client_id: CONSOLE_CLIENT,
      client_name: "Zerq console",
      client_secret: consoleSecret,
      redirect_uris: [`${managementUrl}/auth/callback`],
      post_logout_redirect_uris: [managementUrl, `${managementUrl}/`],
      backchannel_logout_uri: `${managementUrl}/auth/back-channel-logout`,
      backchannel_logout_session_required: true,
      response_types: ["code"],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "client_secret_basic",
    },
    {
      client_id: CLI_CLIENT,
      client_name: "Zerq command line",
      redirect_uris: [],
      response_types: [],
      grant_types: ["password"],
      token_endpoint_auth_method: "none",
    },
  ];
}
