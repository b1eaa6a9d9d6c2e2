import { connect } from "node:net";
import { createLogger } from "@zerq/logging/logger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../src/http/openapi.ts";
import { startManagement } from "../src/start-management.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";
import { testSettings } from "./test-settings.ts";

let management: StartedManagement;
beforeAll(async () => {
  management = await startTestManagement({ MANAGEMENT_CORS_ALLOW_ORIGINS: "https://tools.example" });
});
afterAll(() => management?.stop());

/** Bytes as they are, and what comes back until the connection closes. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(new URL(management.url).port), "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

describe("the operations listener", () => {
  it("tells that it is alive, ready, and what it has done", async () => {
    const get = (path: string) => fetch(management.operationsUrl + path);
    expect((await get("/healthz")).status).toBe(200);
    expect(await (await get("/readyz")).json()).toEqual({ ready: true });
    await fetch(`${management.url}/api/v1/me`);
    const metrics = await (await get("/metrics")).text();
    expect(metrics).toMatch(/zerq_http_requests_total\{method="GET",route="other",status="401"\} \d+/);
    expect(metrics).toContain("zerq_change_duration_seconds");
    for (const none of ["zerq_gateway_workers_live 0\n", "zerq_request_logs_dropped 0\n"])
      expect(metrics).toContain(none);
    expect(metrics).toContain("process_cpu_user_seconds_total");
    const unknown = await get("/nothing");
    expect([unknown.status, unknown.headers.get("x-request-id")]).toEqual([404, expect.any(String)]);
  });
});

describe("the internal listener", () => {
  it("is alive, and refuses whatever has no service identity", async () => {
    expect((await fetch(`${management.internalUrl}/healthz`)).status).toBe(200);
    const token = await management.identity.token("admin");
    for (const [path, headers] of [
      ["/", {}],
      ["/api/v1/me", { authorization: `Bearer ${token}` }],
      ["/usage", { authorization: "Bearer x" }],
    ] as const) {
      const answer = await fetch(management.internalUrl + path, { headers });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get("www-authenticate")).toContain("Zerq-Service");
    }
  });
});

describe("the API's listener", () => {
  it("keeps a safe request id and replaces any other", async () => {
    const idFor = async (id: string) => {
      const answer = await fetch(`${management.url}/api/v1/me`, { headers: { "x-request-id": id } });
      return answer.headers.get("x-request-id");
    };
    expect(await idFor("of-the-caller.1")).toBe("of-the-caller.1");
    expect(await idFor("short")).toMatch(/^[\w-]{22}$/);
    expect(await idFor('<script>alert(1)</script>"')).toMatch(/^[\w-]{22}$/);
  });

  it("answers what is no HTTP with an error of the catalogue", async () => {
    expect(await raw("NONSENSE\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*X-Request-ID: [\s\S]*"error":"bad_request"/,
    );
    const huge = await raw(`GET / HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(40_000)}\r\n\r\n`);
    expect(huge).toMatch(/^HTTP\/1\.1 431 [\s\S]*"error":"headers_too_large"/);
    const smuggling =
      "POST /api/v1/me HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    expect(await raw(smuggling)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("lets only listed origins call from a browser, and never with the cookie", async () => {
    const preflight = (origin: string) =>
      fetch(`${management.url}/api/v1/collections`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization",
        },
      });
    const allowed = await preflight("https://tools.example");
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://tools.example");
    expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
    expect(allowed.headers.get("vary")).toContain("Origin");
    for (const origin of ["https://evil.example", "null", "https://tools.example.evil"]) {
      const refused = await preflight(origin);
      expect([origin, refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
        origin,
        401,
        null,
      ]);
    }
  });

  it("shows an answer to pages of listed origins only, whatever the caller's token may do", async () => {
    const authorization = `Bearer ${await management.identity.token("admin")}`;
    const shownTo = async (origin: string) => {
      const answer = await fetch(`${management.url}/api/v1/me`, { headers: { authorization, origin } });
      return [answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")];
    };
    expect(await shownTo("https://tools.example")).toEqual([200, "https://tools.example", "Origin"]);
    for (const origin of ["https://evil.example", "null", "http://tools.example", management.url])
      expect([origin, await shownTo(origin)]).toEqual([origin, [200, null, "Origin"]]);
  });

  it("ends a body that is larger than it may be, though nobody said how long it is", async () => {
    const authorization = `Bearer ${await management.identity.token("admin")}`;
    const head =
      `POST /api/v1/policies HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n` +
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    // One byte too many, with nothing behind it that would still be on its way when the answer closes the connection.
    const tooMuch = `${chunk.repeat(16)}1\r\n \r\n`;
    expect(await raw(head + tooMuch)).toMatch(/^HTTP\/1\.1 413 [\s\S]*"error":"body_too_large"/);
  });

  it("serves the OpenAPI document to everybody, the same that is built without any service", async () => {
    const answer = await fetch(`${management.url}/api/v1/openapi.json`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it("does not start twice on one port, and says which setting moves it", async () => {
    const logger = createLogger({ service: "test", level: "error" });
    const start = startManagement(testSettings(management.environment), logger);
    await expect(start).rejects.toThrow(/port \d+ is taken; ZERQ_MANAGEMENT_OPERATIONS_PORT moves it/);
  });
});
