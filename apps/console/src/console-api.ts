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
export type CapturedBodies = Body<"/logs/{id}/bodies">;

export const consoleApi = {
  me: () => requestJson<Me>("/api/v1/me"),
  gateways: () => requestJson<Body<"/gateways">>("/api/v1/gateways"),
  /** @param query filters of the API, such as `status=4xx` */
  logs: (query: string) => requestJson<Body<"/logs">>(`/api/v1/logs?${query}`),
  /** Each call is one more entry of the audit trail. */
  logBodies: (id: string) => requestJson<CapturedBodies>(`/api/v1/logs/${encodeURIComponent(id)}/bodies`),
  /** @returns where to go next: the identity provider's sign-out page, or our own start page */
  signOut: (csrfToken: string) =>
    requestJson<{ location: string }>("/auth/sign-out", { method: "POST", csrfToken }),
};
