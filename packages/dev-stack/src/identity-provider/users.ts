/** Someone who signs in: an operator of the development stack, one for each role. */
export type User = { username: string; password: string; roles: string[] };

/** The same word three times: easy to type, and worth nothing outside of a machine's loopback interface. */
export const developmentUsers: readonly User[] = ["viewer", "modifier", "auditor", "admin"].map((role) => ({
  username: role,
  password: role,
  roles: [role],
}));

/** Who signed in, or undefined. */
export function findUser(users: readonly User[], username: unknown, password: unknown): User | undefined {
  return users.find((user) => user.username === username && user.password === password);
}

/** Where Keycloak puts roles, so that one setting fits both. */
export function userClaims(user: User) {
  return {
    sub: user.username,
    preferred_username: user.username,
    name: user.username[0]?.toUpperCase() + user.username.slice(1),
    email: `${user.username}@example.com`,
    realm_access: { roles: user.roles },
  };
}
