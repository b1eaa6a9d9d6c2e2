import { createAuthority, type Issued, type TestAuthority } from "@zerq/test-kit/certificate-authority";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../../test/published-config.ts";
import { sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import { callTls, idsOf, shows } from "../../test/tls-caller.ts";

let root: TestAuthority;
let leaf: Issued;
let below: Issued;
let other: Issued;
let rfc: Behind;
let named: Behind;
type Behind = { gateway: TestGateway; caller: TestCaller };

/** A gateway that takes the word of a proxy at 127.0.0.1, and of no other; callers may come from 127.0.0.2 as well. */
async function behindProxy(settings: Record<string, string>): Promise<Behind> {
  const { certificate, privateKey } = await testCertificate();
  const gateway = await startTestGateway({
    settings: {
      GATEWAY_TLS_CERTIFICATE: certificate,
      GATEWAY_TLS_KEY: privateKey,
      MTLS_PROXIES: "127.0.0.1/32",
      ...settings,
    },
  });
  const made = gateway.config.mtlsProfile(gateway.client.id, { caCertificates: root.certificate });
  await gateway.publish(gateway.config.put("profile", made.profile));
  return { gateway, caller: made.caller };
}

beforeAll(async () => {
  root = await createAuthority();
  [leaf, other, below] = await Promise.all([
    root.issue(),
    root.issue({ subject: "CN=other" }),
    root.authority().then((issuing) => issuing.issue()),
  ]);
  [rfc, named] = await Promise.all([behindProxy({}), behindProxy({ MTLS_HEADER: "X-SSL-Client-Cert" })]);
});
afterAll(() => Promise.all([rfc, named].map(({ gateway }) => gateway.stop())));

const item = ({ der }: { der: Buffer }) => `:${der.toString("base64")}:`;
const escaped = ({ chain }: Issued) => encodeURIComponent(chain);

async function send({ gateway, caller }: Behind, lines: Record<string, string>) {
  const answer = await fetch(`${gateway.url}/demo/accounts`, { headers: { ...idsOf(caller), ...lines } });
  const { error = null } = (await answer.json()) as { error?: string };
  const { deny } = await gateway.entryOf(answer.headers.get("x-request-id"));
  return { status: answer.status, error, deny };
}

describe("the headers of RFC 9440 from a trusted proxy", () => {
  it("are the caller's certificate, and go no further", async () => {
    expect(await send(rfc, { "client-cert": item(leaf) })).toMatchObject({ status: 200 });
    const received = rfc.gateway.upstream.requests.at(-1)?.headers ?? {};
    expect(Object.keys(received).filter((name) => name.includes("cert"))).toEqual([]);
  });

  it("have the authorities in between in a list of their own", async () => {
    const [, issuing] = below.chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [];
    const base64 = (issuing ?? "").replace(/-----[^-]+-----|\s/g, "");
    const chain = { "client-cert-chain": `:${base64}:, ${item(root)}` };
    expect(await send(rfc, { "client-cert": item(below) })).toMatchObject({
      status: 401,
      error: "unauthorized",
    });
    expect(await send(rfc, { "client-cert": item(below), ...chain })).toMatchObject({ status: 200 });
  });

  it.each<[string, () => Record<string, string>, string]>([
    ["of somebody else", () => ({ "client-cert": item(other) }), "none that the profile names"],
    ["that can't be read", () => ({ "client-cert": ":AAAA:" }), "can't be read"],
    ["that is no byte sequence", () => ({ "client-cert": "nonsense" }), "can't be read"],
    ["that is no base64", () => ({ "client-cert": ":%%%%:" }), "can't be read"],
  ])("with a certificate %s are refused", async (_what, lines, reason) => {
    const answer = await send(rfc, lines());
    expect([answer.status, answer.error]).toEqual([401, "unauthorized"]);
    expect(answer.deny).toContain(reason);
  });

  it("are refused when there are two, and without one there is no certificate", async () => {
    const ids = Object.entries(idsOf(rfc.caller)).map(([name, value]) => `${name}: ${value}\r\n`);
    const twice = `Client-Cert: ${item(leaf)}\r\n`.repeat(2);
    const bytes = `GET /demo/accounts HTTP/1.1\r\nHost: x\r\n${ids.join("")}${twice}\r\n`;
    const answer = await sendRaw(rfc.gateway.port, bytes);
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining("bad_request")]);
    expect(await send(rfc, {})).toMatchObject({ status: 401, error: "missing_headers" });
    expect(await send(rfc, { "client-cert": "" })).toMatchObject({ status: 401, error: "missing_headers" });
  });

  it("are believed under no other spelling", async () => {
    for (const name of ["client_cert", "client.cert", "x-ssl-client-cert"])
      expect(await send(rfc, { [name]: item(leaf) })).toMatchObject({
        status: 401,
        error: "missing_headers",
      });
  });

  it("count instead of the certificate of the connection, which is the proxy's", async () => {
    const { gateway, caller } = rfc;
    const call = (headers: Record<string, string>, issued: Issued) =>
      callTls(gateway.tlsPort ?? 0, { ...idsOf(caller), ...headers }, shows(issued));
    expect((await call({}, leaf)).error).toBe("missing_headers");
    expect((await call({ "client-cert": item(other) }, leaf)).error).toBe("unauthorized");
    expect((await call({ "client-cert": item(leaf) }, other)).status).toBe(200);
  });

  it("count for nothing from anybody else (threat 11)", async () => {
    const { gateway, caller } = rfc;
    const from = { localAddress: "127.0.0.2" };
    const headers = { ...idsOf(caller), "client-cert": item(leaf) };
    expect((await callTls(gateway.tlsPort ?? 0, headers, from as object)).error).toBe("missing_headers");
    const own = await callTls(gateway.tlsPort ?? 0, { ...idsOf(caller), "client-cert": item(other) }, {
      ...from,
      ...shows(leaf),
    } as object);
    expect(own.status).toBe(200);
  });
});

describe("a named header from a trusted proxy", () => {
  it("is percent-encoded PEM, with the chain behind it, and goes no further", async () => {
    for (const issued of [leaf, below])
      expect(await send(named, { "x-ssl-client-cert": escaped(issued) })).toMatchObject({ status: 200 });
    expect(await send(named, { "x-ssl-client-cert": item(leaf) })).toMatchObject({ status: 200 });
    const received = named.gateway.upstream.requests.at(-1)?.headers ?? {};
    expect(Object.keys(received).filter((name) => name.includes("cert"))).toEqual([]);
  });

  it.each<[string, string]>([
    ["cut off", "-----BEGIN%20CERTIFICATE-----%0AMII"],
    ["no percent encoding", "%%%"],
    ["no PEM", "nonsense"],
    ["PEM of nothing", encodeURIComponent("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")],
  ])("that holds no certificate is refused: %s", async (_what, value) => {
    const answer = await send(named, { "x-ssl-client-cert": value });
    expect([answer.status, answer.error]).toEqual([401, "unauthorized"]);
    expect(answer.deny).toContain("can't be read");
  });

  it("replaces those of the standard, and is dropped when it comes from others or is spelt otherwise", async () => {
    expect(await send(named, { "client-cert": item(leaf) })).toMatchObject({ status: 401 });
    const { gateway, caller } = named;
    const headers = { ...idsOf(caller), "x-ssl-client-cert": escaped(leaf) };
    const from = { localAddress: "127.0.0.2" } as object;
    expect((await callTls(gateway.tlsPort ?? 0, headers, from)).error).toBe("missing_headers");
    for (const name of ["x-ssl-client-cert", "X_SSL_Client_Cert"])
      await gateway.call("/demo/accounts", { headers: { [name]: "forged" } });
    const received = Object.keys(gateway.upstream.requests.at(-1)?.headers ?? {});
    expect(received.filter((name) => name.toLowerCase().includes("ssl"))).toEqual([]);
  });
});
