import { z } from "zod";
import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { warningsOutput } from "../resources/widenings/warning.ts";
import type { AuditTrail } from "./audit-trail.ts";
import { auditQuery } from "./list-audit-entries.ts";

const entry = z.object({
  /** `access` for sign-ins and refused calls; a change, of the config chain, has none. */
  chain: z.literal("access").optional(),
  sequence: z.int(),
  /** Of a change. */
  version: z.int().optional(),
  changeId: z.string().optional(),
  time: z.iso.datetime(),
  outcome: z.string(),
  action: z.string(),
  actor: z.object({ subject: z.string(), name: z.string(), kind: z.string(), roles: z.array(z.string()) }),
  request: z.object({
    id: z.string(),
    method: z.string(),
    url: z.string(),
    ip: z.string(),
    userAgent: z.string(),
  }),
  reason: z.string().optional(),
  /** Of a refused call or sign-in: the error's code, and how many times it was refused. */
  code: z.string().optional(),
  count: z.int().optional(),
  resource: z.object({ type: z.string(), id: z.string(), key: z.string() }),
  body: z.unknown().optional(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  /** What a change opened, where it did. */
  widenings: warningsOutput,
  salt: z.string(),
  leaf: z.string(),
  link: z.string(),
});

const verification = z.union([
  z.object({
    ok: z.literal(true),
    entries: z.int(),
    link: z.string(),
    checkpoints: z.int(),
    /** The chain of sign-ins and refused calls. */
    access: z.object({ entries: z.int(), link: z.string(), checkpoints: z.int() }),
  }),
  z.object({ ok: z.literal(false), entries: z.int(), sequence: z.int(), problem: z.string() }),
]);

/** The audit trail, newest first, and whether its chains are whole. */
export function auditRoutes(trail: AuditTrail): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/audit-logs",
      permission: "audit:read",
      summary: "Audit entries: changes, sign-ins and refused calls",
      query: auditQuery,
      response: pageOf(entry),
      status: 200,
      errors: ["validation_failed"],
      handle: async ({ query }) => ({ body: await trail.list(query) }),
    }),
    declareRoute({
      method: "get",
      path: "/audit-logs/verify",
      permission: "audit:read",
      summary: "Whether the audit chains are whole, or where one breaks",
      response: verification,
      status: 200,
      errors: [],
      handle: async () => ({ body: await trail.verify() }),
    }),
  ];
}
