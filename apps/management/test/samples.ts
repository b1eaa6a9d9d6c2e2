import type { Call } from "./api-caller.ts";

export type Resource = { id: string; key: string; revision: number; [field: string]: unknown };

let counter = 0;

/** Bodies that are valid as they are; each call gives another name, path and key. */
export const samples = {
  collections: () => ({
    name: `Payments ${++counter}`,
    basePath: `/payments-${counter}`,
    targetEndpoint: "http://127.0.0.1:9/base",
    headers: [{ name: "X-Static", value: "text" }],
    labels: { team: "payments" },
  }),
  proxies: (collectionId: string) => ({
    name: `Accounts ${++counter}`,
    collectionId,
    methods: ["GET", "POST"],
    path: `/accounts-${counter}/{id}`,
    targetPath: "/v2/accounts/{id}",
  }),
  clients: () => ({ name: `Partner ${++counter}`, email: "Partner@Example.com" }),
  profiles: (clientId: string) => ({
    name: `Batch ${++counter}`,
    clientId,
    allowedIps: "10.0.0.0/8, 2001:db8::/32",
  }),
  policies: () => ({ name: `Gold ${++counter}`, rateLimit: { max: 100, interval: "1m" } }),
  credentials: () => ({
    name: `Key ${++counter}`,
    type: "api_key",
    apiKey: { value: `secret-value-${counter}` },
    keyIn: "header",
    keyName: "X-Api-Key",
    origins: ["http://127.0.0.1:9"],
  }),
};

export type Kind = keyof typeof samples;
export const kinds = Object.keys(samples) as Kind[];

/** A valid body of a kind, with what it refers to created first. */
export async function sampleBody(call: Call, kind: Kind): Promise<Record<string, unknown>> {
  if (kind === "proxies") return samples.proxies((await create(call, "collections")).id);
  if (kind === "profiles") return samples.profiles((await create(call, "clients")).id);
  return samples[kind]();
}

export async function create(call: Call, kind: Kind, more: object = {}): Promise<Resource> {
  const answer = await call<Resource>("POST", `/${kind}`, { ...(await sampleBody(call, kind)), ...more });
  if (answer.status !== 201) throw new Error(`${kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
