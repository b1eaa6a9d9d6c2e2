import { audienceMapper } from "./keycloak-realm.ts";

export type ConsoleClient = {
  clientId: string;
  secret: string;
  /** Where management is. */
  baseUrl: string;
  /** How Keycloak says that a session has ended. */
  notify: "back-channel" | "admin-url";
};

export type KeycloakAdmin = {
  /** A client that signs people in. */
  addConsole(client: ConsoleClient): Promise<void>;
  /** Ends all sessions of a user, as an administrator does. */
  signOutUser(username: string): Promise<void>;
  /** Revokes every token from before this moment, and tells the clients. */
  revokeAll(): Promise<void>;
};

/** What an administrator of the realm does, by Keycloak's own API. */
export function keycloakAdmin(
  origin: string,
  realm: string,
  adminToken: () => Promise<string>,
): KeycloakAdmin {
  const base = `${origin}/admin/realms/${realm}`;

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { authorization: `Bearer ${await adminToken()}`, "content-type": "application/json" };
    const answer = await fetch(`${base}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  return {
    async addConsole({ clientId, secret, baseUrl, notify }) {
      const bySpec = {
        attributes: {
          "backchannel.logout.url": `${baseUrl}/auth/back-channel-logout`,
          "backchannel.logout.session.required": "true",
        },
      };
      await call("POST", "/clients", {
        clientId,
        secret,
        redirectUris: [`${baseUrl}/auth/callback`],
        protocolMappers: [audienceMapper("zerq-management")],
        ...(notify === "back-channel" ? bySpec : { adminUrl: `${baseUrl}/auth/keycloak` }),
      });
    },
    async signOutUser(username) {
      const found = (await call("GET", `/users?exact=true&username=${username}`)) as { id: string }[];
      await call("POST", `/users/${found[0]?.id}/logout`);
    },
    async revokeAll() {
      await call("PUT", "", { notBefore: Math.floor(Date.now() / 1_000) });
      await call("POST", "/push-revocation");
    },
  };
}
