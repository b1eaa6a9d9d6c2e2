import type { Seeded } from "./seed.ts";

type Answer = { status: number; body: Record<string, unknown>; etag: string | null };
export type Call = (
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** One connection's requests of a case, one after the other. */
export type Case = {
  name: string;
  /** Goes along the whole collection on a server that doesn't stop at a page's end, as the embedded one. */
  isLong?: true;
  connect(call: Call): Promise<() => Promise<Answer>>;
};

let counter = 0;
const anyOf = (ids: readonly string[]) => ids[Math.floor(Math.random() * ids.length)];

const long = (name: string, path: () => string): Case => ({ ...reading(name, path), isLong: true });
const reading = (name: string, path: () => string): Case => ({
  name,
  connect: async (call) => () => call("GET", path()),
});

/** What operators and scripts ask a service with ten thousand clients for. */
export function cases({ clientIds, middle }: Seeded): Case[] {
  return [
    reading("get a client", () => `/clients/${anyOf(clientIds)}`),
    long("first page of clients (50)", () => "/clients?limit=50"),
    long("page in the middle of profiles (50)", () => `/profiles?limit=50&cursor=${middle.profiles}`),
    reading(
      "page in the middle of clients by name",
      () => `/clients?sort=name&cursor=${middle.clientsByName}`,
    ),
    reading("profiles of a client", () => `/profiles?clientId=${anyOf(clientIds)}`),
    reading("proxies by label (50 of 100)", () => `/proxies?limit=50&label=team:team-${counter++ % 50}`),
    long("search for clients, found at once", () => "/clients?limit=50&q=partner"),
    long("search for a client, all looked at", () => `/clients?q=partner-${1_000 + (counter++ % 9_000)}`),
    {
      name: "create a policy",
      connect: async (call) => () =>
        call("POST", "/policies", { name: `Made ${++counter}`, rateLimit: { max: 1, interval: "1m" } }),
    },
    {
      name: "change a client",
      async connect(call) {
        const path = `/clients/${clientIds[counter++ % clientIds.length]}`;
        let { etag } = await call("GET", path);
        return async () => {
          const headers = { "if-match": etag ?? "" };
          const answer = await call("PATCH", path, { description: `change ${++counter}` }, headers);
          etag = answer.etag;
          return answer;
        };
      },
    },
    {
      name: "rotate a token",
      connect: async (call) => {
        const { body } = await call("GET", `/profiles?limit=1&clientId=${anyOf(clientIds)}`);
        const [profile] = body["items"] as { id: string }[];
        return () => call("POST", `/profiles/${profile?.id}/rotate-token`);
      },
    },
  ];
}
