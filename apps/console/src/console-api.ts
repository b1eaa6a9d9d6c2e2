import type { paths } from "@zerq/api-client/generated/management-api";
import { requestJson } from "@zerq/ui/api-request";

/** What the console reads of the management API, by the session's cookie. */

type Body<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Answer } } } };
}
  ? Answer
  : never;

export type Me = Body<"/me">;
/** One gateway process as it last reported. */
export type GatewayWorker = Body<"/gateways">["items"][number];
/** One request at a gateway, refusals included. */
export type LoggedRequest = Body<"/logs">["items"][number];
/** A change, a sign-in or a refused call, as the audit has it. */
export type AuditEntry = Body<"/audit-logs">["items"][number];
/** Who is signed in, whatever their roles. */
export type Session = { subject: string; name: string; roles: string[]; csrfToken: string };
export type CapturedBodies = Body<"/logs/{id}/bodies">;

export const consoleApi = {
  me: () => requestJson<Me>("/api/v1/me"),
  gateways: () => requestJson<Body<"/gateways">>("/api/v1/gateways"),
  /** @param query filters of the API, such as `status=4xx` */
  logs: (query: string) => requestJson<Body<"/logs">>(`/api/v1/logs?${query}`),
  /** Each call is one more entry of the audit trail. */
  logBodies: (id: string) => requestJson<CapturedBodies>(`/api/v1/logs/${encodeURIComponent(id)}/bodies`),
  /** @param query filters of the API, such as `chain=access` */
  auditLogs: (query: string) => requestJson<Body<"/audit-logs">>(`/api/v1/audit-logs?${query}`),
  session: () => requestJson<Session>("/auth/session"),
  /** @returns where to go next: the identity provider's sign-out page, or our own start page */
  signOut: (csrfToken: string) =>
    requestJson<{ location: string }>("/auth/sign-out", { method: "POST", csrfToken }),
};
