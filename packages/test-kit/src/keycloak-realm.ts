/** A client of the realm that calls with its own account, and what audience its tokens have. */
const machine = (clientId: string, audience: string | undefined) => ({
  clientId,
  secret: `secret-of-${clientId}`,
  serviceAccountsEnabled: true,
  standardFlowEnabled: false,
  protocolMappers: audience === undefined ? [] : [audienceMapper(audience)],
});

/** Puts an audience into access tokens. */
export const audienceMapper = (audience: string) => ({
  name: `audience ${audience}`,
  protocol: "openid-connect",
  protocolMapper: "oidc-audience-mapper",
  config: { "included.custom.audience": audience, "access.token.claim": "true" },
});

const roles = ["viewer", "modifier", "auditor", "admin"];

/** Keycloak refuses a sign-in while a user's profile is incomplete. */
const user = (username: string, realmRoles: readonly string[]) => ({
  username,
  enabled: true,
  firstName: username,
  lastName: "Test",
  email: `${username}@example.com`,
  emailVerified: true,
  realmRoles,
  credentials: [{ type: "password", value: username, temporary: false }],
});

/** A realm for each plane: new keys for the one must not surprise the tests of the other. */
export type RealmName = "partners" | "operators";

const common = { enabled: true, sslRequired: "none", accessTokenLifespan: 600 };

/** What Keycloak imports when it starts. */
export const keycloakRealms: readonly (Record<string, unknown> & { realm: RealmName })[] = [
  {
    ...common,
    realm: "partners",
    // Who calls the gateway; the last one's tokens are for something else.
    clients: [
      machine("partner", "zerq-api"),
      machine("other-partner", "zerq-api"),
      machine("elsewhere", undefined),
    ],
  },
  {
    ...common,
    realm: "operators",
    roles: { realm: roles.map((name) => ({ name })) },
    clients: [
      machine("elsewhere", undefined),
      {
        clientId: "zerq-cli",
        publicClient: true,
        directAccessGrantsEnabled: true,
        standardFlowEnabled: false,
        protocolMappers: [audienceMapper("zerq-management")],
      },
    ],
    // One for each role and one without any; a password is the name.
    users: [...roles.map((role) => user(role, [role])), user("nobody", [])],
  },
];
