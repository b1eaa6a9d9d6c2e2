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
  collections: () => requestJson<List<CollectionSummary>>("/api/collections"),
  collection: (id: string) => requestJson<Collection>(`/api/collections/${encodeURIComponent(id)}`),
};
