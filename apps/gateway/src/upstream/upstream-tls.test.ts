import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRoute, type RouteParts } from "../../test/published-route.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

type Certificate = Awaited<ReturnType<typeof testCertificate>>;
type Seen = { servername: unknown; client: string | undefined };

let gateway: TestGateway;
let own: Certificate;
let client: Certificate;
let server: Server;
let url: string;
const seen: Seen[] = [];
beforeAll(async () => {
  [gateway, own, client] = await Promise.all([startTestGateway(), testCertificate(), testCertificate()]);
  server = createServer(
    { cert: own.certificate, key: own.privateKey, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket & { servername?: unknown };
      seen.push({ servername: socket.servername, client: socket.getPeerX509Certificate()?.fingerprint256 });
      response.end("secure");
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await gateway.stop();
  server.closeAllConnections();
  server.close();
});

async function called(parts: RouteParts) {
  const { path, caller } = await publishRoute(gateway, {
    ...parts,
    collection: { targetEndpoint: url, ...parts.collection },
  });
  const answer = await gateway.call(path, {}, caller);
  const text = await answer.text();
  const entry = await gateway.entryOf(answer.headers.get("x-request-id"));
  return { status: answer.status, text, entry };
}
const tls = (more: object) => ({ ca: null, serverName: null, verify: true, ...more });

describe("TLS towards an upstream", () => {
  it("is verified by default: an unknown authority is 502, and nothing is sent", async () => {
    const before = seen.length;
    const { status, text, entry } = await called({});
    expect([status, JSON.parse(text).error]).toEqual([502, "upstream_unreachable"]);
    expect(entry.deny).toMatch(/SELF_SIGNED|self-signed/i);
    expect(seen).toHaveLength(before);
  });

  it("takes an authority of the collection's own", async () => {
    const { status, text } = await called({ collection: { tls: tls({ ca: own.certificate }) } });
    expect([status, text]).toEqual([200, "secure"]);
    const foreign = await called({ collection: { tls: tls({ ca: client.certificate }) } });
    expect(foreign.status).toBe(502);
  });

  it("holds the certificate to the name that was asked for", async () => {
    const good = tls({ ca: own.certificate, serverName: "localhost" });
    expect((await called({ collection: { tls: good } })).status).toBe(200);
    expect(seen.at(-1)?.servername).toBe("localhost");
    const other = tls({ ca: own.certificate, serverName: "payments.test" });
    const { status, entry } = await called({ collection: { tls: other } });
    expect(status).toBe(502);
    expect(entry.deny).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("is unverified only where the collection says so, and only there", async () => {
    expect((await called({ collection: { tls: tls({ verify: false }) } })).status).toBe(200);
    expect((await called({})).status).toBe(502);
  });

  it("denies the routes of a collection whose authority can't be read, or whose target has no TLS", async () => {
    const broken = await called({ collection: { tls: tls({ ca: "-----BEGIN CERTIFICATE-----\nAAAA\n" }) } });
    expect([broken.status, JSON.parse(broken.text).error]).toEqual([503, "route_invalid"]);
    const plain = await called({ collection: { targetEndpoint: gateway.upstream.url, tls: tls({}) } });
    expect(plain.status).toBe(503);
  });
});

describe("an mtls credential", () => {
  const fingerprint = () => new X509Certificate(client.certificate).fingerprint256;
  const credential = (secrets: Record<string, string | { env: string }> = {}) =>
    gateway.config.credential(
      "mtls",
      {},
      {
        clientCertificate: client.certificate,
        clientPrivateKey: client.privateKey,
        caCertificate: own.certificate,
        ...secrets,
      },
    );

  it("shows the upstream its certificate, and connections without it are others", async () => {
    const { status } = await called({ credential: credential() });
    expect(status).toBe(200);
    expect(seen.at(-1)?.client).toBe(fingerprint());
    await called({ collection: { tls: tls({ ca: own.certificate }) } });
    expect(seen.at(-1)?.client).toBeUndefined();
  });

  it("doesn't change what is verified: another authority is 502", async () => {
    const before = seen.length;
    expect((await called({ credential: credential({ caCertificate: client.certificate }) })).status).toBe(
      502,
    );
    expect(seen).toHaveLength(before);
  });

  it("whose key isn't there is 500, whose key belongs to another certificate or whose target is plain 503", async () => {
    const absent = await called({ credential: credential({ clientPrivateKey: { env: "TEST_ABSENT" } }) });
    expect([absent.status, JSON.parse(absent.text).error]).toEqual([500, "credential_unavailable"]);
    const foreign = await called({ credential: credential({ clientPrivateKey: own.privateKey }) });
    expect([foreign.status, foreign.entry.deny]).toEqual([503, expect.not.stringContaining("PRIVATE KEY")]);
    const plain = { targetEndpoint: gateway.upstream.url };
    expect((await called({ credential: credential(), collection: plain })).status).toBe(503);
  });
});
