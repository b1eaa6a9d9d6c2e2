import { randomId } from "@zerq/crypto/random";
import { startUpstream } from "@zerq/test-kit/fake-upstream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  const upstream = await startUpstream((_request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "https://evil.test");
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.end("ok");
  });
  gateway = await startTestGateway({
    upstream,
    settings: { CORS_ALLOW_ORIGINS: "https://everywhere.example" },
  });
});
afterAll(() => gateway.stop());

/** Publishes a collection that the demo's client holds, with one static answer that says which it is. */
async function publishCollection(name: string, more: object): Promise<string> {
  const { config, upstream, client } = gateway;
  const collection = config.collection({ targetEndpoint: upstream.url, basePath: "/rules", ...more });
  const handler = { kind: "static", status: 200, headers: [], body: name };
  const proxy = config.proxy({ collectionId: collection.id, path: "/who", handler });
  client.collectionIds.push(collection.id);
  await gateway.publish(
    config.put("collection", collection),
    config.put("proxy", proxy),
    config.put("client", client),
  );
  return collection.id;
}

const identity = () => Object.entries(identityOf(gateway.caller)).map(([name, value]) => `${name}: ${value}`);

async function askAt(host: string, path = "/rules/who", headers: readonly string[] = identity()) {
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers.join("\r\n")}\r\n\r\n`;
  const { status, body, head } = await sendRaw(gateway.port, request);
  return {
    status,
    head,
    body,
    error: status === 200 ? undefined : (JSON.parse(body) as { error: string }).error,
  };
}

describe("maintenance", () => {
  const settings = (more: object) =>
    gateway.config.put("settings", { id: "settings", deniedIps: [], ...more } as { id: string });

  it("of a collection answers 503 with its message, and Retry-After while its end is known", async () => {
    const { config, collection } = gateway;
    const change = async (maintenance: object | undefined) => {
      const changed = { ...collection, ...(maintenance === undefined ? {} : { maintenance }) };
      await gateway.publish(config.put("collection", changed as typeof collection));
      return gateway.call("/demo/accounts");
    };
    const open = await change({ message: "Moving house.", until: null });
    expect([open.status, open.headers.get("retry-after")]).toEqual([503, null]);
    expect(await open.json()).toMatchObject({ error: "maintenance", message: "Moving house." });
    expect(await gateway.entryOf(open.headers.get("x-request-id"))).toMatchObject({
      status: 503,
      error: "maintenance",
      collectionId: collection.id,
      proxyId: gateway.accounts.id,
    });
    const known = await change({ message: "Moving house.", until: Date.now() + 90_000 });
    expect(known.status).toBe(503);
    const seconds = Number(known.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(80);
    expect(seconds).toBeLessThanOrEqual(90);
    expect((await gateway.call("/demo/nothing")).status).toBe(404);
    expect((await fetch(`${gateway.url}/demo/accounts`)).status).toBe(401);
    expect((await change({ message: "Moving house.", until: Date.now() - 1 })).status).toBe(200);
    expect((await change(undefined)).status).toBe(200);
  });

  it("of everything answers in place of each collection, until settings say otherwise", async () => {
    await gateway.publish(settings({ maintenance: { message: "All of it.", until: null } }));
    const answer = await gateway.call("/demo/accounts");
    expect([answer.status, await answer.json()]).toMatchObject([503, { message: "All of it." }]);
    await gateway.publish(settings({ maintenance: { message: 7 } }));
    expect((await gateway.call("/demo/accounts")).status).toBe(503);
    await gateway.publish(settings({}));
    expect((await gateway.call("/demo/accounts")).status).toBe(200);
  });
});

describe("hosts", () => {
  it("choose the collection: exact before the longest suffix before none, then the longest base path", async () => {
    await publishCollection("any", {});
    await publishCollection("exact", { hosts: ["api.example.com", "other.test"] });
    await publishCollection("suffix", { hosts: ["*.example.com"] });
    await publishCollection("longer", { hosts: ["*.eu.example.com"] });
    await publishCollection("deeper", { hosts: ["*.example.com"], basePath: "/rules/who" });
    const answers = async (...hosts: string[]) => {
      const found = [];
      for (const host of hosts) found.push((await askAt(host)).body);
      return found;
    };
    expect(
      await answers("api.example.com", "API.Example.COM:8080", "api.example.com.", "other.test"),
    ).toEqual(Array(4).fill("exact"));
    expect(await answers("a.eu.example.com", "b.a.eu.example.com")).toEqual(["longer", "longer"]);
    expect(await answers("nowhere.test", "example.com", "xexample.com", "[::1]:80", "127.0.0.1")).toEqual(
      Array(5).fill("any"),
    );
    // The longer base path of the same host wins, and has no such proxy; at the exact host it isn't there.
    expect((await askAt("shop.example.com")).error).toBe("route_not_found");
    expect((await askAt("shop.example.com", "/rules/who/who")).body).toBe("deeper");
    // A host whose collections have nothing here leaves the request to those of every host.
    expect((await askAt("other.test", "/demo/accounts")).status).toBe(200);
  });

  it("that two collections claim with one base path are denied there, and nowhere else", async () => {
    await publishCollection("one", { basePath: "/twice", hosts: ["a.test", "both.test"] });
    const second = await publishCollection("two", { basePath: "/twice", hosts: ["b.test", "both.test"] });
    expect((await askAt("both.test", "/twice/who")).error).toBe("route_invalid");
    expect((await askAt("a.test", "/twice/who")).body).toBe("one");
    expect((await askAt("b.test", "/twice/who")).body).toBe("two");
    await gateway.publish(gateway.config.remove("collection", second));
    expect((await askAt("both.test", "/twice/who")).body).toBe("one");
  });

  it("that can't be read deny the base path at every host", async () => {
    await publishCollection("named", { basePath: "/odd", hosts: ["named.test"] });
    const { config } = gateway;
    const odd = config.collection({ targetEndpoint: gateway.upstream.url, basePath: "/odd", id: randomId() });
    await gateway.publish(config.put("collection", { ...odd, hosts: ["named.test:80"] } as { id: string }));
    for (const host of ["named.test", "elsewhere.test"])
      expect((await askAt(host, "/odd/who")).error).toBe("route_invalid");
    await gateway.publish(config.remove("collection", odd.id));
    expect((await askAt("named.test", "/odd/who")).body).toBe("named");
  });
});

describe("CORS of a collection", () => {
  const preflight = (origin: string, path: string) =>
    sendRaw(
      gateway.port,
      rawRequest(`OPTIONS ${path} HTTP/1.1`, [
        `Origin: ${origin}`,
        "Access-Control-Request-Method: PUT",
        "Access-Control-Request-Headers: content-type",
      ]),
    );
  const page = "https://page.example";

  it("answers a preflight from its own origins by its own rules, and only below its base path", async () => {
    await publishCollection("cors", {
      basePath: "/cors",
      cors: {
        allowOrigins: [page],
        allowMethods: ["GET", "POST"],
        allowHeaders: ["Content-Type"],
        exposeHeaders: ["ETag"],
        maxAge: 60,
      },
    });
    const { status, head } = await preflight("https://PAGE.example", "/cors/who");
    expect(status).toBe(204);
    expect(head).toMatch(/access-control-allow-origin: https:\/\/PAGE\.example\r\n/i);
    expect(head).toMatch(/access-control-allow-methods: GET, POST\r\n/i);
    expect(head).toMatch(
      /access-control-allow-headers: Authorization, X-Client-ID, X-Profile-ID, Content-Type\r\n/i,
    );
    expect(head).toMatch(/access-control-max-age: 60/i);
    expect(head).toMatch(/vary: origin/i);
    expect(head).not.toMatch(/allow-credentials/i);
    expect((await preflight(page, "/demo/accounts")).status).toBe(401);
    expect((await preflight(page, "/cors-not/who")).status).toBe(401);
  });

  it("lets its pages read answers and refusals, and what it exposes", async () => {
    for (const headers of [identity(), []]) {
      const { head } = await askAt("x", "/cors/who", [...headers, `Origin: ${page}`]);
      expect(head).toMatch(/access-control-allow-origin: https:\/\/page\.example\r\n/i);
      expect(head).toMatch(/access-control-expose-headers: X-Request-ID, .*, ETag\r\n/i);
    }
  });

  it.each(["null", "https://page.example.evil.test", "https://other.example", "http://page.example"])(
    "says nothing to %s",
    async (origin) => {
      const { status, head } = await preflight(origin, "/cors/who");
      expect(status).toBe(401);
      expect(head).not.toMatch(/access-control/i);
    },
  );

  it("stands beside CORS_ALLOW_ORIGINS, whose pages are answered with what they ask for", async () => {
    const { status, head } = await preflight("https://everywhere.example", "/cors/who");
    expect(status).toBe(204);
    expect(head).toMatch(/access-control-allow-methods: PUT\r\n/i);
    expect(head).toMatch(/access-control-allow-headers: content-type\r\n/i);
  });

  it("never allows null, not even with *, and replaces what the upstream says", async () => {
    const { config, upstream, client } = gateway;
    const open = config.collection({
      targetEndpoint: upstream.url,
      basePath: "/open",
      cors: { allowOrigins: ["*"] },
    });
    const proxy = config.proxy({ collectionId: open.id });
    client.collectionIds.push(open.id);
    await gateway.publish(
      config.put("collection", open),
      config.put("proxy", proxy),
      config.put("client", client),
    );
    expect((await preflight("null", "/open/accounts")).status).toBe(401);
    const { head } = await askAt("x", "/open/accounts", [...identity(), "Origin: https://any.example"]);
    expect(head).toMatch(/access-control-allow-origin: \*\r\n/i);
    expect(head).not.toMatch(/evil|credentials/i);
  });

  it("that can't be read deny the collection", async () => {
    await publishCollection("bad", { basePath: "/bad", cors: { allowOrigins: ["null"] } });
    const { status, error } = await askAt("x", "/bad/who");
    expect([status, error]).toEqual([503, "route_invalid"]);
  });
});
