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

export const consoleApi = {
  me: () => requestJson<Me>("/api/v1/me"),
  gateways: () => requestJson<Body<"/gateways">>("/api/v1/gateways"),
  /** @returns where to go next: the identity provider's sign-out page, or our own start page */
  signOut: (csrfToken: string) =>
    requestJson<{ location: string }>("/auth/sign-out", { method: "POST", csrfToken }),
};
