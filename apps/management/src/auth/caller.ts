import type { Role } from "@zerq/auth/permissions";

/** Who calls, as the identity provider's token says on this very request. */
export type Caller = {
  subject: string;
  name: string;
  kind: "user" | "service";
  roles: readonly Role[];
  /** How the caller proved it; a session needs the CSRF token on changes. */
  via: "bearer" | "session";
  /** Of the session: what the console sends along with changes. */
  csrfToken?: string;
};
