import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishRoute } from "../../test/published-route.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
/** Takes requests and never answers. */
const silent = createServer(() => undefined);
beforeAll(async () => {
  gateway = await startTestGateway();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await gateway.stop();
  silent.closeAllConnections();
  silent.close();
});

const publish = (more: object) =>
  gateway.publish(
    gateway.config.put("settings", { id: "settings", deniedIps: [], ...more } as { id: string }),
  );
beforeEach(() => publish({}));

describe("what the settings say for collections that say nothing", () => {
  it("is CORS, until a collection has rules of its own", async () => {
    const preflight = async (path: string, origin: string) => {
      const headers = { origin, "access-control-request-method": "GET" };
      const answer = await fetch(gateway.url + path, { method: "OPTIONS", headers });
      return [answer.status, answer.headers.get("access-control-allow-origin")];
    };
    const open = await publishRoute(gateway, {});
    const own = await publishRoute(gateway, {
      collection: { cors: { allowOrigins: ["https://own.example"] } },
    });
    expect(await preflight(open.path, "https://all.example")).toEqual([401, null]);
    await publish({ cors: { allowOrigins: ["https://all.example"] } });
    expect(await preflight(open.path, "https://all.example")).toEqual([204, "https://all.example"]);
    expect(await preflight(own.path, "https://all.example")).toEqual([401, null]);
    expect(await preflight(own.path, "https://own.example")).toEqual([204, "https://own.example"]);
    await publish({});
    expect(await preflight(open.path, "https://all.example")).toEqual([401, null]);
  });

  it("is the largest body, until a collection or a proxy says another", async () => {
    const post = async ({ path, caller }: Awaited<ReturnType<typeof publishRoute>>) =>
      (await gateway.call(path, { method: "POST", body: "0123456789" }, caller)).status;
    const open = await publishRoute(gateway, {});
    const wider = await publishRoute(gateway, { collection: { maxBodyBytes: 10 } });
    const proxy = await publishRoute(gateway, { proxy: { maxBodyBytes: 10 } });
    await publish({ maxBodyBytes: 9 });
    expect([await post(open), await post(wider), await post(proxy)]).toEqual([413, 200, 200]);
    await publish({ maxBodyBytes: 10 });
    expect(await post(open)).toBe(200);
  });

  it("are timeouts, one by one", async () => {
    const targetEndpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { path, caller } = await publishRoute(gateway, {
      collection: { targetEndpoint, timeouts: { idleBodyMs: 60_000 } },
    });
    await publish({ timeouts: { headersMs: 50 } });
    const answer = await gateway.call(path, {}, caller);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
      504,
      "upstream_timeout",
    ]);
  });
});

describe("an endpoint that is on its way out", () => {
  const since = Date.parse("2030-01-02T03:04:05Z");

  it("says since when it is deprecated and when it is gone, in place of the upstream", async () => {
    const { path, caller } = await publishRoute(gateway, {
      proxy: { deprecatedAt: since, sunset: Date.parse("2031-05-06T07:08:09Z") },
    });
    const answer = await gateway.call(path, {}, caller);
    expect(answer.headers.get("deprecation")).toBe("@1893553445");
    expect(answer.headers.get("sunset")).toBe("Tue, 06 May 2031 07:08:09 GMT");
  });

  it("says so with a configured answer as well, and others say nothing", async () => {
    const handler = { kind: "static", status: 200, headers: [], body: "" };
    const { path, caller } = await publishRoute(gateway, { proxy: { handler, deprecatedAt: since } });
    const answer = await gateway.call(path, {}, caller);
    expect([answer.headers.get("deprecation"), answer.headers.get("sunset")]).toEqual(["@1893553445", null]);
    expect((await gateway.call("/demo/accounts")).headers.get("deprecation")).toBeNull();
  });
});
