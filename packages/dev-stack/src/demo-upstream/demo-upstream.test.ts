import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { startDemoUpstream } from "./server.ts";

let upstream: Awaited<ReturnType<typeof startDemoUpstream>>;
beforeAll(async () => {
  upstream = await startDemoUpstream({ port: await freePort() });
});
afterAll(() => upstream.stop());
const get = (path: string, init: RequestInit = {}) => fetch(`${upstream.url}${path}`, init);

describe("the demo upstream", () => {
  it("lists accounts, shows one, and knows what it hasn't", async () => {
    const list = (await (await get("/v1/accounts")).json()) as { accounts: { id: string }[] };
    expect(list.accounts.length).toBeGreaterThan(1);
    expect(await (await get(`/v1/accounts/${list.accounts[0]?.id}`)).json()).toEqual(list.accounts[0]);
    expect((await get("/v1/accounts/none")).status).toBe(404);
    expect((await get("/v1/accounts", { method: "DELETE" })).status).toBe(405);
  });

  it("echoes what it received, the query as it was sent", async () => {
    const answer = await get("/v1/echo?a=%20b&a=2", {
      method: "POST",
      body: "hello",
      headers: { "x-seen": "yes" },
    });
    const echo = await answer.json();
    expect(echo).toMatchObject({
      method: "POST",
      query: "a=%20b&a=2",
      body: "hello",
      headers: { "x-seen": "yes" },
    });
  });

  it("streams events one by one and answers slowly on request", async () => {
    const text = await (await get("/v1/stream")).text();
    expect(text.match(/^data: /gm)).toHaveLength(5);
    expect(await (await get("/v1/slow?ms=20")).json()).toEqual({ waited: 20 });
  });
});
