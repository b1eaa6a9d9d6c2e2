import { describe, expect, inject, it } from "vitest";
import { type Caller, call, manage } from "./callers.ts";

const dev = inject("dev");
type Report = { configVersion: number; secrets?: { key: string; token: string }[] };
type Resource = { id: string; revision: number };
type Page = { items: Resource[] };

const key = `code-${Date.now()}`;
const document = {
  managedBy: key,
  policies: [{ key, name: "Wide", rateLimit: { max: 1_000, interval: "1h" } }],
  collections: [
    { key, name: key, basePath: `/${key}`, targetEndpoint: dev.upstream.url, status: "published" },
  ],
  proxies: [
    {
      key,
      name: "echo",
      collection: key,
      methods: ["GET"],
      path: "/echo",
      targetPath: "/v1/echo",
      status: "published",
    },
  ],
  clients: [{ key, name: key, email: "partner@example.com", collections: [key], policy: key }],
  profiles: [{ key, name: "Batch", client: key }],
};

async function apply(body: object, query = ""): Promise<Report> {
  const answer = await manage<Report>("modifier", "POST", `/config/apply?wait=applied${query}`, body);
  expect([answer.status, answer.body]).toEqual([200, answer.body]);
  expect(answer.headers.get("zerq-config-applied")).toMatch(/^([1-9]\d*)\/\1$/);
  return answer.body;
}

async function idOf(kind: string): Promise<Resource> {
  const page = await manage<Page>("viewer", "GET", `/${kind}?key=${key}`);
  const [found] = page.body.items;
  if (found === undefined) throw new Error(`no ${kind} ${key}`);
  return found;
}

describe("an applied document", () => {
  it("is in force on the gateway as a whole, and an old one doesn't bring back what was switched off", async () => {
    const made = await apply(document, "&issueTokens=true");
    const client = await idOf("clients");
    const caller: Caller = {
      clientId: client.id,
      profileId: (await idOf("profiles")).id,
      token: made.secrets?.[0]?.token ?? "",
    };
    const request = async () => {
      const answer = await call(`/${key}/echo`, caller);
      const body = (await answer.json()) as { error?: string };
      return [answer.status, body.error];
    };
    expect(await request()).toEqual([200, undefined]);

    const off = await manage(
      "modifier",
      "PATCH",
      `/clients/${client.id}?wait=applied`,
      { active: false },
      {
        "if-match": `"${client.revision}"`,
      },
    );
    expect(off.status).toBe(200);
    expect(await request()).toEqual([403, "client_inactive"]);
    const again = await apply(document);
    expect(again.configVersion).toBe(Number(off.headers.get("zerq-config-version")));
    expect(await request()).toEqual([403, "client_inactive"]);
    await apply(document, "&reactivate=true");
    expect(await request()).toEqual([200, undefined]);

    const nothing = { managedBy: key, policies: [], collections: [], proxies: [], clients: [], profiles: [] };
    await apply(nothing, "&prune=true");
    expect(await request()).toEqual([401, "unauthorized"]);
  });
});
