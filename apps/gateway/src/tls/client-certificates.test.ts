import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect as open } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { createAuthority, type Issued, type TestAuthority } from "@zerq/test-kit/certificate-authority";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proxyHeader } from "../../test/proxy-header.ts";
import { identityOf, type TestCaller } from "../../test/published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import { callTls, idsOf, openTlsAnswer, shows } from "../../test/tls-caller.ts";

const versions = ["TLSv1.2", "TLSv1.3"] as const;
type Version = (typeof versions)[number];
const run = promisify(execFile);

let folder: string;
let gateway: TestGateway;
let root: TestAuthority;
let leaf: Issued;
let caller: TestCaller;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerq-mtls-"));
  for (const [name, host] of [
    ["default", "localhost"],
    ["mtls", "mtls.example.com"],
  ] as const) {
    const { certificate, privateKey } = await testCertificate([host]);
    await writeFile(join(folder, `${name}.crt`), certificate);
    await writeFile(join(folder, `${name}.key`), privateKey);
  }
  gateway = await startTestGateway({ settings: { GATEWAY_TLS_DIRECTORY: folder } });
  root = await createAuthority();
  leaf = await root.issue();
  const { collection, config, client } = gateway;
  const made = config.mtlsProfile(client.id, { caCertificates: root.certificate });
  caller = made.caller;
  const hosts = ["mtls.example.com", "*.partners.example.com"];
  await gateway.publish(
    config.put("profile", made.profile),
    config.put("collection", { ...collection, hosts } as typeof collection),
  );
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true });
});

const port = () => gateway.tlsPort ?? 0;
const host = "mtls.example.com";
const servername = host;
const headers = (who = caller) => ({ ...idsOf(who), host });

async function openSocket(version: Version, options: object = {}): Promise<TLSSocket> {
  const socket = connect({
    port: port(),
    host: "127.0.0.1",
    servername,
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ...options,
  });
  await once(socket, "secureConnect");
  return socket;
}

/** Sends a request on an open connection and reads the status of its answer. */
async function statusOn(socket: TLSSocket, who = caller): Promise<number> {
  const lines = Object.entries(headers(who)).map(([name, value]) => `${name}: ${value}\r\n`);
  const answered = once(socket, "data");
  socket.write(`GET /demo/accounts HTTP/1.1\r\n${lines.join("")}\r\n`);
  const [chunk] = (await answered) as [Buffer];
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString())?.[1]);
}

describe("the TLS listener", () => {
  it.each<[string | undefined, boolean]>([
    ["mtls.example.com", true],
    ["MTLS.example.com", true],
    ["a.partners.example.com", true],
    ["partners.example.com", false],
    ["localhost", false],
    [undefined, false],
  ])("asks for a certificate only at names that need one: %s: %s", async (name, isAsked) => {
    const options = { ...shows(leaf), ...(name === undefined ? { servername: "" } : { servername: name }) };
    const answer = await callTls(port(), headers(), options);
    // A caller who isn't asked doesn't show it.
    expect([answer.status, answer.error]).toEqual(isAsked ? [200, null] : [401, "missing_headers"]);
  });

  it.each(versions)("shows the certificate of the name that it asks at, with %s", async (version) => {
    const socket = await openSocket(version, shows(leaf));
    expect(socket.getPeerCertificate().subjectaltname).toContain("DNS:mtls.example.com");
    socket.destroy();
  });

  it.each(versions)(
    "resumes no session there, so each connection shows it anew, with %s",
    async (version) => {
      const first = await openSocket(version, shows(leaf));
      const sessions: Buffer[] = [];
      first.on("session", (session: Buffer) => sessions.push(session));
      expect(await statusOn(first)).toBe(200);
      const session = sessions.at(-1) ?? first.getSession();
      first.destroy();
      expect(session).toBeDefined();
      const second = await openSocket(version, { session });
      expect(second.isSessionReused()).toBe(false);
      expect(await statusOn(second)).toBe(401);
      second.destroy();
      const third = await openSocket(version, { session, ...shows(leaf) });
      expect([third.isSessionReused(), await statusOn(third)]).toEqual([false, 200]);
      third.destroy();
    },
  );

  it.each(versions)("takes no session of a name that asks for nothing, with %s", async (version) => {
    const first = await openSocket(version, { servername: "localhost" });
    const sessions: Buffer[] = [];
    first.on("session", (session: Buffer) => sessions.push(session));
    await statusOn(first);
    const session = sessions.at(-1) ?? first.getSession();
    first.destroy();
    const second = await openSocket(version, { session, ...shows(leaf) });
    expect([second.isSessionReused(), await statusOn(second)]).toEqual([false, 200]);
    second.destroy();
  });

  it("does not renegotiate", async () => {
    const socket = await openSocket("TLSv1.2", shows(leaf));
    const failed = new Promise((resolve) => {
      socket.on("error", resolve);
      socket.renegotiate({}, (error) => resolve(error));
    });
    expect(String(await failed)).toMatch(/no renegotiation|NO_RENEGOTIATION/i);
    socket.destroy();
  });

  it("hangs up on what is no hello", async () => {
    const raw = open(port(), "127.0.0.1");
    raw.write("GET / HTTP/1.1\r\n\r\n");
    raw.on("error", () => undefined);
    await once(raw, "close");
    expect(raw.destroyed).toBe(true);
  });
});

describe("a connection that stays open", () => {
  it.each<[string, (id: string) => object]>([
    ["its profile trusts another authority", () => ({})],
    ["its profile names somebody else", () => ({ match: [{ type: "cn", value: "other" }] })],
  ])("is refused from then on when %s", async (what, change) => {
    const { config, client } = gateway;
    const made = config.mtlsProfile(client.id, { caCertificates: root.certificate });
    await gateway.publish(config.put("profile", made.profile));
    const socket = await openSocket("TLSv1.3", shows(leaf));
    expect(await statusOn(socket, made.caller)).toBe(200);
    const other = what.includes("authority") ? await createAuthority() : root;
    const rules = { caCertificates: other.certificate, ...change(made.profile.id) };
    const changed = config.mtlsProfile(client.id, rules, made.profile.id);
    await gateway.publish(config.put("profile", changed.profile));
    expect(await statusOn(socket, made.caller)).toBe(401);
    socket.destroy();
  });
});

describe("a stream that is open", () => {
  const upstream = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
  });
  let list = "";
  const lists = createServer((_request, response) => response.end(list));
  beforeAll(async () => {
    for (const server of [upstream, lists]) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
  });
  afterAll(() => {
    for (const server of [upstream, lists]) {
      server.closeAllConnections();
      server.close();
    }
  });
  const urlOf = (server: typeof upstream) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it.each(["its profile changes", "its certificate is revoked"])("is cut off when %s", async (what) => {
    const { config } = gateway;
    const own = await root.issue();
    list = await root.revocationList([]);
    const collection = config.collection({
      targetEndpoint: urlOf(upstream),
      hosts: [host],
      basePath: what.includes("profile") ? "/one" : "/two",
    });
    const proxy = config.proxy({ collectionId: collection.id, streaming: true });
    const client = config.client({ collectionIds: [collection.id] });
    const crl = { pem: null, url: urlOf(lists), refreshSeconds: 1 };
    const made = config.mtlsProfile(client.id, { caCertificates: root.certificate, crl });
    await gateway.publish(
      config.put("collection", collection),
      config.put("proxy", proxy),
      config.put("client", client),
      config.put("profile", made.profile),
    );
    const options = { servername, ...shows(own), path: `${collection.basePath}/accounts` };
    const stream = await openTlsAnswer(port(), headers(made.caller), options);
    expect(stream.statusCode).toBe(200);
    stream.on("error", () => undefined).resume();
    const closed = new Promise((resolve) => stream.once("close", resolve));
    if (what.includes("revoked")) list = await root.revocationList([own.serial]);
    else {
      const match = [{ type: "cn", value: "other" }];
      const rules = { caCertificates: root.certificate, match, crl };
      await gateway.publish(
        config.put("profile", config.mtlsProfile(client.id, rules, made.profile.id).profile),
      );
    }
    await closed;
    expect(stream.complete).toBe(false);
  });
});

describe("other implementations of TLS", () => {
  it.each(["1.2", "1.3"])("come in with a certificate, with TLS %s: Python's ssl", async (version) => {
    await writeFile(join(folder, "client.pem"), leaf.chain + leaf.privateKey);
    const script = `
import socket, ssl, sys
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_${version.slice(2)}
context.load_cert_chain(sys.argv[1])
with context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[2]))), server_hostname="${host}") as s:
    s.sendall(b"GET /demo/accounts HTTP/1.1\\r\\nHost: ${host}\\r\\nConnection: close\\r\\n" + sys.argv[3].encode() + b"\\r\\n\\r\\n")
    print(s.recv(65536).split(b"\\r\\n")[0].decode())
`;
    const ids = Object.entries(idsOf(caller)).map(([name, value]) => `${name}: ${value}`);
    const files = [join(folder, "client.pem"), String(port()), ids.join("\r\n")];
    const { stdout } = await run("python3", ["-c", script, ...files]);
    expect(stdout.trim()).toBe("HTTP/1.1 200 OK");
  });
});

it("asks nobody when it is told so, and everybody when it is told that", async () => {
  const { certificate, privateKey } = await testCertificate();
  const common = { GATEWAY_TLS_CERTIFICATE: certificate, GATEWAY_TLS_KEY: privateKey };
  for (const [hosts, status] of [
    ["off", 401],
    ["*", 200],
    ["api.example.com", 401],
  ] as const) {
    const other = await startTestGateway({ settings: { ...common, GATEWAY_CLIENT_CERT_HOSTS: hosts } });
    const made = other.config.mtlsProfile(other.client.id, { caCertificates: root.certificate });
    await other.publish(other.config.put("profile", made.profile));
    expect((await callTls(other.tlsPort ?? 0, idsOf(made.caller), shows(leaf))).status).toBe(status);
    expect((await callTls(other.tlsPort ?? 0, identityOf(other.caller))).status).toBe(200);
    await other.stop();
  }
});

it("closes what it has when it stops, a caller who never says hello among them", async () => {
  const { certificate, privateKey } = await testCertificate();
  const other = await startTestGateway({
    settings: {
      GATEWAY_TLS_CERTIFICATE: certificate,
      GATEWAY_TLS_KEY: privateKey,
      GATEWAY_CLIENT_CERT_HOSTS: "*",
    },
  });
  const silent = open(other.tlsPort ?? 0, "127.0.0.1");
  await once(silent, "connect");
  const idle = connect({ port: other.tlsPort ?? 0, host: "127.0.0.1", rejectUnauthorized: false });
  await once(idle, "secureConnect");
  const closed = [silent, idle].map(
    (socket) => new Promise((resolve) => socket.resume().once("close", resolve)),
  );
  await other.stop();
  await Promise.all(closed);
  expect([silent.bytesRead, idle.destroyed]).toEqual([0, true]);
});

it("hangs up on who is too slow to say hello", async () => {
  const { certificate, privateKey } = await testCertificate();
  const other = await startTestGateway({
    settings: {
      GATEWAY_TLS_CERTIFICATE: certificate,
      GATEWAY_TLS_KEY: privateKey,
      GATEWAY_CLIENT_CERT_HOSTS: "*",
      GATEWAY_HEADERS_TIMEOUT: "200ms",
    },
  });
  const slow = open(other.tlsPort ?? 0, "127.0.0.1");
  slow.write(Buffer.from([22, 3, 1, 2, 0, 1, 0]));
  await once(slow.resume(), "close");
  // A request on a connection that was asked is held to its time as well: that server never listens itself.
  const late = connect({ port: other.tlsPort ?? 0, host: "127.0.0.1", rejectUnauthorized: false });
  await once(late, "secureConnect");
  late.write("GET / HTTP/1.1\r\n");
  const [answer] = (await once(late, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
  await eventually("the end", async () => (late.destroyed || late.readableEnded ? true : undefined));
  await other.stop();
});

it("knows a balancer's caller by its PROXY protocol header and its certificate together", async () => {
  const { certificate, privateKey } = await testCertificate();
  const other = await startTestGateway({
    settings: {
      GATEWAY_TLS_CERTIFICATE: certificate,
      GATEWAY_TLS_KEY: privateKey,
      GATEWAY_PROXY_PROTOCOL: "trusted",
      TRUSTED_PROXIES: "127.0.0.1",
    },
  });
  const made = other.config.mtlsProfile(other.client.id, { caCertificates: root.certificate });
  const profile = { ...made.profile, allowedIps: ["203.0.113.9"] };
  await other.publish(other.config.put("profile", profile));
  for (const [source, status] of [
    ["203.0.113.9", 200],
    ["203.0.113.8", 403],
  ] as const) {
    const balancer = open(other.tlsPort ?? 0, "127.0.0.1");
    balancer.write(proxyHeader({ source }));
    const socket = connect({ socket: balancer, rejectUnauthorized: false, ...shows(leaf) });
    await once(socket, "secureConnect");
    expect(await statusOn(socket, made.caller)).toBe(status);
    socket.destroy();
  }
  await other.stop();
});
