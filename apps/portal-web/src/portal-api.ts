import { requestJson } from "@zerq/ui/api-request";

/** The portal's API as apps/portal/src/http/views.ts makes it. */

export type Client = { id: string; name: string; description: string };
export type Me = {
  email: string;
  /** null until one was chosen, and when the chosen one was taken away. */
  client: Client | null;
  clientCount: number;
  expiresAt: string;
  csrfToken: string;
  gatewayUrl: string;
};
export type CollectionSummary = {
  id: string;
  name: string;
  description: string;
  basePath: string;
  endpointCount: number;
};
export type Endpoint = {
  id: string;
  name: string;
  description: string;
  methods: string[];
  fullPath: string;
  deprecated: boolean;
  sunset: string | null;
};
export type Profile = {
  id: string;
  name: string;
  authType: string;
  active: boolean;
  expiresAt: string | null;
};
export type Collection = CollectionSummary & { endpoints: Endpoint[]; profiles: Profile[] };

/** One limit of the client's policy and what is used of it. */
export type Limit = { max: number; interval: string; used: number; resetsAt: string | null };
export type Usage = { rateLimit: Limit | null; quota: Limit | null; tokenRotation: boolean };
/** One of the client's own requests at the gateway. */
export type OwnRequest = {
  id: string;
  requestId: string;
  time: string;
  method: string;
  path: string;
  status: number;
  error: string | null;
  reason: string | null;
  latencyMs: number;
  profileId: string | null;
  ip: string;
};
/** The token is in this one answer and never again. */
export type Rotated = { profileId: string; token: string; previousExpiresAt: string | null };

type List<T> = { items: T[] };

export const portalApi = {
  askForLink: (email: string) =>
    requestJson<{ message: string }>("/api/sign-in", { method: "POST", body: { email } }),
  browserCode: () => requestJson<{ code: string }>("/api/sign-in/code"),
  openLink: (token: string, code: string | undefined) =>
    requestJson<void>("/api/sign-in/open", { method: "POST", body: { token, code } }),
  me: () => requestJson<Me>("/api/me"),
  clients: () => requestJson<List<Client>>("/api/clients"),
  chooseClient: (id: string, csrfToken: string) =>
    requestJson<Client>(`/api/clients/${id}/choose`, { method: "POST", csrfToken }),
  signOut: (csrfToken: string) => requestJson<void>("/api/sign-out", { method: "POST", csrfToken }),
  signOutEverywhere: (csrfToken: string) =>
    requestJson<void>("/api/sign-out-everywhere", { method: "POST", csrfToken }),
  usage: () => requestJson<Usage>("/api/usage"),
  requests: (cursor: string | null) =>
    requestJson<List<OwnRequest> & { nextCursor: string | null }>(
      `/api/requests${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`,
    ),
  rotateToken: (profileId: string, overlapSeconds: number, csrfToken: string) =>
    requestJson<Rotated>(`/api/profiles/${profileId}/rotate-token`, {
      method: "POST",
      body: { overlapSeconds },
      csrfToken,
    }),
  collections: () => requestJson<List<CollectionSummary>>("/api/collections"),
  collection: (id: string) => requestJson<Collection>(`/api/collections/${encodeURIComponent(id)}`),
};
