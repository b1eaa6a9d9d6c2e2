import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { BlockList } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@zerq/logging/logger";
import { type Listening, listen } from "@zerq/service/listen";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bareApp, errorHandler, notFound } from "./app.ts";
import { consoleRouter } from "./console.ts";
import { createHttpMetrics } from "./http-metrics.ts";
import { securityHeaders } from "./security-headers.ts";

const directory = mkdtempSync(join(tmpdir(), "zerq-console-"));
let server: Listening;
let url: string;

beforeAll(async () => {
  const logger = createLogger({ service: "test", level: "error" });
  const app = bareApp({ trustedProxies: new BlockList(), metrics: createHttpMetrics(new Registry()) });
  app.use(securityHeaders(true), consoleRouter(directory), notFound, errorHandler(logger));
  server = await listen(app, { port: 0, address: "127.0.0.1", setting: "NONE" });
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server?.close();
  rmSync(directory, { recursive: true, force: true });
});

const get = (path: string, accept = "text/html") => fetch(url + path, { headers: { accept } });

describe("a console that isn't built", () => {
  it("says so to people and to programs", async () => {
    const page = await get("/");
    expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("npm run build");
    const json = await get("/", "application/json");
    expect([json.status, ((await json.json()) as { error: string }).error]).toEqual([503, "not_ready"]);
  });
});

describe("the built console", () => {
  beforeAll(() => {
    mkdirSync(join(directory, "assets"), { recursive: true });
    writeFileSync(join(directory, "index.html"), "<!doctype html><title>Console</title>");
    writeFileSync(join(directory, "assets/index-abc123.js"), "export {};");
    writeFileSync(join(directory, "favicon.svg"), "<svg/>");
    writeFileSync(join(directory, ".secret"), "x");
  });

  it("answers its own routes with its page, never cached, under a strict policy", async () => {
    for (const path of ["/", "/collections/0123456789abcdef01234567", "/logs"]) {
      const answer = await get(path);
      expect([path, answer.status, await answer.text()]).toEqual([
        path,
        200,
        expect.stringContaining("Console"),
      ]);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      const policy = answer.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'self'(;|$)/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(answer.headers.get("strict-transport-security")).toContain("max-age=");
      expect(answer.headers.get("x-request-id")).toBeTruthy();
    }
  });

  it("keeps hashed files for good, and others not", async () => {
    const asset = await get("/assets/index-abc123.js");
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([
      200,
      "public, max-age=31536000, immutable",
    ]);
    expect((await get("/favicon.svg")).headers.get("cache-control")).toBe("public, max-age=0");
  });

  it("has no page for files that aren't there, for hidden ones, or outside of its folder", async () => {
    for (const path of ["/assets/gone.js", "/gone.png", "/.secret", "/..%2f..%2fpackage.json"])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect((await fetch(url, { method: "POST" })).status).toBe(404);
  });
});
