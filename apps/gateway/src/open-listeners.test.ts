import { get } from "node:https";
import { connect } from "node:tls";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../test/started-gateway.ts";

let gateway: TestGateway;
let certificate: string;

beforeAll(async () => {
  const made = await testCertificate();
  certificate = made.certificate;
  gateway = await startTestGateway({
    settings: {
      GATEWAY_TLS_CERTIFICATE: made.certificate,
      GATEWAY_TLS_KEY: made.privateKey,
      TRUSTED_PROXIES: "127.0.0.1",
    },
  });
});
afterAll(() => gateway.stop());

function overTls(headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Record<string, unknown>; protocol: string | null }>(
    (resolve, reject) => {
      const options = {
        port: gateway.tlsPort,
        host: "localhost",
        path: "/demo/accounts",
        ca: certificate,
        headers,
        agent: false as const,
        ALPNProtocols: ["h2", "http/1.1"],
      };
      get(options, (answer) => {
        answer.resume();
        const protocol = (answer.socket as { getProtocol?: () => string }).getProtocol?.() ?? null;
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, protocol }),
        );
      }).on("error", reject);
    },
  );
}

describe("the TLS listener", () => {
  it("runs the same pipeline, says HSTS, and tells the upstream that it was https", async () => {
    const answer = await overTls(identityOf(gateway.caller));
    expect(answer.status).toBe(200);
    expect(answer.protocol).toMatch(/^TLSv1\.[23]$/);
    expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
    expect(gateway.upstream.requests.at(-1)?.headers).toMatchObject({ "x-forwarded-proto": "https" });
    expect((await overTls({})).status).toBe(401);
  });

  it("refuses TLS 1.1", async () => {
    const failed = await new Promise<boolean>((resolve) => {
      const socket = connect({
        port: gateway.tlsPort ?? 0,
        host: "127.0.0.1",
        rejectUnauthorized: false,
        minVersion: "TLSv1.1",
        maxVersion: "TLSv1.1",
        ciphers: "DEFAULT@SECLEVEL=0",
      });
      socket.on("secureConnect", () => resolve(false));
      socket.on("error", () => resolve(true));
    });
    expect(failed).toBe(true);
  });

  it("says no HSTS on the plain listener", async () => {
    expect((await gateway.call("/demo/accounts")).headers.get("strict-transport-security")).toBeNull();
  });
});

describe("behind a trusted proxy (threat 7)", () => {
  it("the caller's address, scheme and host are what the proxy says", async () => {
    const headers = {
      "x-forwarded-for": "6.6.6.6, 203.0.113.7",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "api.example.com",
    };
    const answer = await gateway.call("/demo/accounts", { headers });
    expect(gateway.upstream.requests.at(-1)?.headers).toMatchObject({
      "x-forwarded-for": "203.0.113.7, 127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "api.example.com",
      forwarded: 'for=203.0.113.7;host="api.example.com";proto=https',
    });
    expect((await gateway.entryOf(answer.headers.get("x-request-id"))).ip).toBe("203.0.113.7");
  });

  it("the allowlist sees that address, not the proxy's", async () => {
    const { config, client } = gateway;
    const { profile, caller } = config.profile({ clientId: client.id, allowedIps: ["203.0.113.0/24"] });
    await gateway.publish(config.put("profile", profile));
    const from = (address: string) =>
      gateway.call("/demo/accounts", { headers: { "x-forwarded-for": address } }, caller);
    expect((await from("203.0.113.7")).status).toBe(200);
    expect((await from("::ffff:203.0.113.7")).status).toBe(200);
    expect((await from("203.0.113.7, 198.51.100.1")).status).toBe(403);
    expect((await from("nonsense")).status).toBe(400);
    expect((await gateway.call("/demo/accounts", {}, caller)).status).toBe(403);
  });
});

describe("the plain listener in production", () => {
  const start = (settings: Record<string, string>) =>
    startTestGateway({ settings: { NODE_ENV: "production", ...settings } });

  it("hangs up on everybody who is not a trusted proxy", async () => {
    const strict = await start({ TRUSTED_PROXIES: "10.0.0.0/8" });
    await expect(fetch(`${strict.url}/healthz`)).rejects.toThrow("fetch failed");
    await strict.stop();
  });

  it("answers trusted proxies", async () => {
    const behind = await start({ TRUSTED_PROXIES: "127.0.0.1" });
    expect((await behind.call("/demo/accounts")).status).toBe(200);
    await behind.stop();
  });
});
