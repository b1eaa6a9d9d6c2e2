/** Roles come from the identity provider, on every request; there are no local users. */
export const roles = ["viewer", "modifier", "auditor", "admin"] as const;
export type Role = (typeof roles)[number];

/** What a route may ask for, and which roles have it: the matrix of product.md section 3. */
export const permissions = {
  "config:read": ["viewer", "modifier", "admin"],
  "config:write": ["modifier", "admin"],
  "logs:read": ["viewer", "modifier", "admin"],
  "logs:body": ["admin"],
  "logs:delete": ["admin"],
  "audit:read": ["auditor", "admin"],
  "audit:delete": ["admin"],
  "keys:manage": ["admin"],
  "epoch:raise": ["admin"],
  "credentials:retarget": ["admin"],
  /** For one's own session: any known role. */
  "self:read": ["viewer", "modifier", "auditor", "admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** Whether any of the roles has the permission: several roles have their union. */
export function rolesAllow(held: readonly Role[], permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return held.some((role) => allowed.includes(role));
}
