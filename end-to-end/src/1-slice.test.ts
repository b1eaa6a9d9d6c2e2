import { describe, expect, inject, it } from "vitest";
import { type Caller, call, eventually, manage } from "./callers.ts";

const dev = inject("dev");
type Resource = { id: string; key: string; revision: number };
type CreatedClient = Resource & { defaultProfile: Resource & { token: string } };

describe("one request all the way through", () => {
  it("answers the printed curl with the demo upstream's JSON", async () => {
    const answer = await call(dev.demo.path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.get("x-request-id")).toBeTruthy();
    expect(Object.keys((await answer.json()) as object).length).toBeGreaterThan(0);
  });

  it("creates collection, credential, proxy, policy and client over the API and enforces them at once", async () => {
    const key = `e2e-${Date.now()}`;
    const credential = await manage<Resource>("modifier", "POST", "/credentials", {
      name: `${key} key`,
      type: "api_key",
      apiKey: { value: "value-of-the-upstream-key" },
      keyIn: "header",
      keyName: "X-Upstream-Key",
      origins: [dev.upstream.url],
    });
    expect(credential.status).toBe(201);
    expect(JSON.stringify(credential.body)).not.toContain("value-of-the-upstream-key");

    const collection = await manage<Resource>("modifier", "POST", "/collections", {
      name: key,
      basePath: `/${key}`,
      targetEndpoint: dev.upstream.url,
      credentialId: credential.body.id,
      headers: [{ name: "X-Static", value: "from-config" }],
      status: "published",
    });
    expect(collection.status).toBe(201);
    expect(collection.headers.get("etag")).toBe(`"${collection.body.revision}"`);
    const proxy = await manage<Resource>("modifier", "POST", "/proxies", {
      collectionId: collection.body.id,
      name: "echo",
      methods: ["GET", "POST"],
      path: "/echo",
      targetPath: "/v1/echo",
      status: "published",
    });
    expect(proxy.status).toBe(201);
    const policy = await manage<Resource>("modifier", "POST", "/policies", {
      name: key,
      rateLimit: { max: 3, interval: "1m" },
    });
    expect(policy.status).toBe(201);
    const client = await manage<CreatedClient>("modifier", "POST", "/clients?wait=applied", {
      name: key,
      email: "partner@example.com",
      collectionIds: [collection.body.id],
      policyId: policy.body.id,
    });
    expect(client.status).toBe(201);
    expect(client.headers.get("zerq-config-applied")).toMatch(/^(\d+)\/\1$/);
    expect(Number(client.headers.get("zerq-config-version"))).toBeGreaterThan(0);

    const caller: Caller = {
      clientId: client.body.id,
      profileId: client.body.defaultProfile.id,
      token: client.body.defaultProfile.token,
    };
    const answer = await call(`/${key}/echo?a=1&b=%20x`, caller, {
      headers: { "x-zerq-client-id": "forged" },
    });
    expect(answer.status).toBe(200);
    const echo = JSON.stringify(await answer.json()).toLowerCase();
    expect(echo).toContain("value-of-the-upstream-key");
    expect(echo).toContain("from-config");
    expect(echo).not.toContain(caller.token.toLowerCase());
    expect(echo).not.toContain("forged");
    expect(echo).toContain("b=%20x");

    expect((await call(`/${key}/echo`, { ...caller, token: dev.demo.token })).status).toBe(401);
    expect((await call(dev.demo.path, caller)).status).toBe(403);
    expect((await call(`/${key}/nothing`, caller)).status).toBe(404);
    const wrongMethod = await call(`/${key}/echo`, caller, { method: "DELETE" });
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get("allow")).toContain("GET");

    expect((await call(`/${key}/echo`, caller)).status).toBe(200);
    expect((await call(`/${key}/echo`, caller)).status).toBe(200);
    const limited = await call(`/${key}/echo`, caller);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(((await limited.json()) as { error: string }).error).toBe("rate_limit_exceeded");

    // Each worker hands its entries on by itself, so the last request may be in the log before the others.
    const expected = ["200 ok", "403 collection_access_denied", "429 rate_limit_exceeded"];
    const logged = await eventually("every outcome in the request log", async () => {
      const page = await manage<{ items: { status: number; error: string | null }[] }>(
        "viewer",
        "GET",
        `/logs?clientId=${caller.clientId}&limit=100`,
      );
      const codes = (page.body.items ?? []).map((entry) => `${entry.status} ${entry.error ?? "ok"}`);
      return expected.every((code) => codes.includes(code)) ? codes : undefined;
    });
    expect(logged).toEqual(expect.arrayContaining(expected));
  });

  it("applies a credential whose value is only in the gateway's environment", async () => {
    const answer = await call("/demo/echo");
    expect(answer.status).toBe(200);
    const list = await manage<{ items: { name: string; apiKey: object }[] }>("viewer", "GET", "/credentials");
    const stored = list.body.items.find(
      (credential) => "apiKey" in credential && JSON.stringify(credential.apiKey).includes("env"),
    );
    expect(stored?.apiKey).toEqual({ set: true, source: "env", env: "DEMO_UPSTREAM_KEY" });
  });

  it("keeps an unbroken audit chain of all of this", async () => {
    const verified = await manage<{ ok: boolean; entries: number }>("auditor", "GET", "/audit-logs/verify");
    expect(verified.status).toBe(200);
    expect(verified.body.ok).toBe(true);
    expect(verified.body.entries).toBeGreaterThan(5);
  });

  it("stops serving a draft collection and serves it again when published", async () => {
    const collection = await manage<{ items: (Resource & { basePath: string })[] }>(
      "viewer",
      "GET",
      "/collections?limit=500",
    );
    const own = collection.body.items.find((item) => item.basePath.startsWith("/e2e-"));
    expect(own).toBeDefined();
    const draft = await manage("modifier", "PUT", `/collections/${own?.id}/status?wait=applied`, {
      status: "draft",
    });
    expect(draft.status).toBe(200);
    expect(draft.headers.get("zerq-config-applied")).toMatch(/^(\d+)\/\1$/);
  });
});
