import { permissions, roles, rolesAllow } from "@zerq/auth/permissions";
import { z } from "zod";
import { declareRoute, type Route } from "./route.ts";

const names = Object.keys(permissions) as (keyof typeof permissions)[];

/** Who the caller is, and what its roles allow: what the console shows and hides its buttons by. */
export const meRoute: Route = declareRoute({
  method: "get",
  path: "/me",
  permission: "self:read",
  summary: "Who is calling, with which roles and permissions",
  response: z.strictObject({
    subject: z.string(),
    name: z.string(),
    kind: z.enum(["user", "service"]),
    roles: z.array(z.enum(roles)),
    permissions: z.array(z.enum(names)),
    /** For the console's session: to be sent as X-CSRF-Token with every change. */
    csrfToken: z.string().optional(),
  }),
  status: 200,
  errors: [],
  async handle({ caller: { subject, name, kind, roles, csrfToken } }) {
    return {
      body: {
        subject,
        name,
        kind,
        roles,
        permissions: names.filter((permission) => rolesAllow(roles, permission)),
        ...(csrfToken === undefined ? {} : { csrfToken }),
      },
    };
  },
});
