import { requestJson } from "@zerq/ui/api-request";

/** What the console reads of the management API, by the session's cookie. */

export type Me = {
  subject: string;
  name: string;
  roles: string[];
  permissions: string[];
  csrfToken?: string;
};

/** One gateway process as it last reported. */
export type GatewayWorker = {
  workerId: string;
  instanceId: string;
  group: string;
  version: number;
  /** Versions that it has not applied yet. */
  lag: number;
  reportedAt: string;
  lastError: string | null;
  missingEnv: string[];
  limiterMode: string;
};

type List<T> = { items: T[]; nextCursor: string | null };

export const consoleApi = {
  me: () => requestJson<Me>("/api/v1/me"),
  gateways: () => requestJson<List<GatewayWorker>>("/api/v1/gateways"),
  /** @returns where to go next: the identity provider's sign-out page, or our own start page */
  signOut: (csrfToken: string) =>
    requestJson<{ location: string }>("/auth/sign-out", { method: "POST", csrfToken }),
};
