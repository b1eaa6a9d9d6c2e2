import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const line = "GET /demo/accounts HTTP/1.1";

describe("a forged certificate header on the plain listener (GHSA-3qh5-qqj2-c78f, CVE-2026-46579)", () => {
  const names = [
    "Client-Cert",
    "client_cert",
    "Client-Cert-Chain",
    "X-Forwarded-Client-Cert",
    "X_Forwarded_Client_Cert",
    "X-Client-Cert",
    "X-Client-Cert-Chain",
    "X-SSL-Client-Cert",
    "X-SSL-Client-S-DN",
    "X-SSL-Client-Verify",
    "SSL-Client-Cert",
    "SSL_CLIENT_VERIFY",
    "X-Forwarded-Tls-Client-Cert",
    "X-Amzn-Mtls-Clientcert",
    "X-ARR-ClientCert",
  ];

  it.each(names)("%s never reaches the upstream", async (name) => {
    expect((await sendRaw(gateway.port, asCaller(gateway.caller, line, [`${name}: forged`]))).status).toBe(
      200,
    );
    expect(JSON.stringify(gateway.upstream.requests.at(-1)?.rawHeaders)).not.toContain("forged");
  });

  it.each(names)("%s proves nothing", async (name) => {
    const bytes = asCaller({ ...gateway.caller, token: "guess" }, line, [`${name}: forged`]);
    await expectRefusal(gateway, bytes, { code: "unauthorized" });
  });
});
