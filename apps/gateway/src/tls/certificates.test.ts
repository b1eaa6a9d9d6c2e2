import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let folder: string;
let gateway: TestGateway;
type Pair = Awaited<ReturnType<typeof testCertificate>>;
let fallback: Pair;

async function write(name: string, { certificate, privateKey }: Partial<Pair>): Promise<void> {
  if (privateKey !== undefined) await writeFile(join(folder, `${name}.key`), privateKey);
  if (certificate !== undefined) await writeFile(join(folder, `${name}.crt`), certificate);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerq-tls-"));
  fallback = await testCertificate();
  await write("default", fallback);
  await write("api", await testCertificate(["api.example.com"]));
  await write("wild", await testCertificate(["*.partners.example.com"]));
  gateway = await startTestGateway({
    settings: { GATEWAY_TLS_DIRECTORY: folder, GATEWAY_TLS_RELOAD_INTERVAL: "20ms" },
  });
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true });
});

/** The certificate that a caller is shown who asks for this name. */
async function shown(
  servername: string,
  protocol: "TLSv1.2" | "TLSv1.3" = "TLSv1.3",
): Promise<PeerCertificate> {
  const socket = await openTls(servername, protocol);
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

function openTls(servername: string, protocol: "TLSv1.2" | "TLSv1.3"): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      {
        port: gateway.tlsPort ?? 0,
        host: "127.0.0.1",
        servername,
        rejectUnauthorized: false,
        minVersion: protocol,
        maxVersion: protocol,
      },
      () => resolve(socket),
    );
    socket.on("error", reject);
  });
}

const namesShown = async (servername: string) => (await shown(servername)).subjectaltname;
const fingerprintShown = async (servername: string) => (await shown(servername)).fingerprint256;

async function problems(): Promise<number> {
  const text = await gateway.registry.metrics();
  return Number(/^zerq_gateway_certificate_problems (\d+)/m.exec(text)?.[1]);
}

const untilProblems = (count: number) =>
  eventually(`${count} problems`, async () => ((await problems()) === count ? true : undefined));

describe("several certificates", () => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "are chosen by the name that is asked for, with %s",
    async (version) => {
      expect((await shown("api.example.com", version)).subjectaltname).toContain("DNS:api.example.com");
      expect((await shown("API.Example.com", version)).subjectaltname).toContain("DNS:api.example.com");
      expect((await shown("a.partners.example.com", version)).subjectaltname).toContain("*.partners");
    },
  );

  it("fall back to the default one for other names and for none", async () => {
    for (const name of ["unknown.test", "partners.example.com", "a.b.partners.example.com", ""])
      expect(await namesShown(name)).toContain("DNS:localhost");
  });

  it("tell their expiry as a metric", async () => {
    const text = await gateway.registry.metrics();
    expect(text).toMatch(/^zerq_gateway_certificate_expiry_seconds\{certificate="api"\} \d{10}/m);
  });
});

describe("a certificate that changes on disk", () => {
  beforeEach(() => untilProblems(0));

  it.each(["api", "default"])(
    "is served to new connections, and no open one is dropped: %s",
    async (name) => {
      const host = name === "api" ? "api.example.com" : "localhost";
      const before = await fingerprintShown(host);
      const open = await openTls(host, "TLSv1.3");
      const renewed = await testCertificate([host]);
      await write(name, renewed);
      await eventually("the new certificate", async () =>
        (await fingerprintShown(host)) === before ? undefined : true,
      );
      if (name === "default")
        expect(await eventually("no name", async () => namesShown(""))).toContain("DNS:localhost");
      expect(open.getPeerCertificate().fingerprint256).toBe(before);
      const answered = new Promise<string>((resolve) =>
        open.once("data", (chunk) => resolve(chunk.toString())),
      );
      open.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      expect(await answered).toMatch(/^HTTP\/1\.1 200 OK/);
      open.destroy();
    },
  );

  it("appears and goes with its files", async () => {
    await write("new", await testCertificate(["new.example.com"]));
    await eventually("the certificate", async () =>
      (await namesShown("new.example.com"))?.includes("new.example.com") ? true : undefined,
    );
    expect(await namesShown("api.example.com")).toContain("api.example.com");
    await rm(join(folder, "new.crt"));
    await eventually("the default", async () =>
      (await namesShown("new.example.com"))?.includes("localhost") ? true : undefined,
    );
    await rm(join(folder, "new.key"));
  });

  it.each<[string, () => Promise<Partial<Pair>>]>([
    ["unreadable", async () => ({ certificate: "-----BEGIN CERTIFICATE-----\nnonsense" })],
    [
      "for another key",
      async () => ({ certificate: (await testCertificate(["api.example.com"])).certificate }),
    ],
    ["without a readable key", async () => ({ privateKey: "nonsense" })],
    ["expired", () => testCertificate(["api.example.com"], -1)],
  ])("and is %s is reported, and the old one stays", async (_what, change) => {
    const good = await testCertificate(["api.example.com"]);
    await write("api", good);
    await untilProblems(0);
    const before = await eventually("the good one", async () => {
      const certificate = await shown("api.example.com");
      return good.certificate.includes(certificate.raw.toString("base64").slice(0, 40))
        ? certificate.fingerprint256
        : undefined;
    });
    await write("api", await change());
    await untilProblems(1);
    expect(await fingerprintShown("api.example.com")).toBe(before);
    await write("api", good);
    await untilProblems(0);
  });
});

describe("answers over TLS", () => {
  const answers = (options: RequestOptions) =>
    new Promise<{ status: number; hsts: string | string[] | undefined }>((resolve, reject) => {
      get({ port: gateway.tlsPort, host: "127.0.0.1", rejectUnauthorized: false, agent: false, ...options })
        .on("response", (answer) => {
          answer.resume();
          resolve({
            status: answer.statusCode ?? 0,
            hsts: answer.headers["strict-transport-security"],
          });
        })
        .on("error", reject);
    });

  it("say HSTS: those of upstreams, refusals, health, and to bytes that are no request", async () => {
    const headers = identityOf(gateway.caller);
    const seen = [
      await answers({ path: "/demo/accounts", headers }),
      await answers({ path: "/demo/accounts" }),
      await answers({ path: "/healthz" }),
      await answers({
        path: "/healthz",
        headers: { "x-large": "a".repeat(60_000) },
      }),
    ];
    expect(seen.map(({ status }) => status)).toEqual([200, 401, 200, 431]);
    expect(seen.map(({ hsts }) => hsts)).toEqual(Array(4).fill("max-age=31536000"));
  });
});

describe("without a usable certificate", () => {
  it("the gateway does not start, and says why", async () => {
    const empty = await mkdtemp(join(tmpdir(), "zerq-tls-"));
    const start = (settings: Record<string, string>) => startTestGateway({ settings });
    await expect(start({ GATEWAY_TLS_DIRECTORY: empty })).rejects.toThrow("no usable certificate");
    await expect(start({ GATEWAY_TLS_DIRECTORY: join(empty, "none") })).rejects.toThrow("can't be read");
    await writeFile(join(empty, "a.crt"), "nonsense");
    await expect(start({ GATEWAY_TLS_DIRECTORY: empty })).rejects.toThrow("there is no a.key beside it");
    await rm(empty, { recursive: true });
  });

  it("but with one that is good and one that is not, it starts and reports the other", async () => {
    const mixed = await mkdtemp(join(tmpdir(), "zerq-tls-"));
    const { certificate, privateKey } = await testCertificate();
    await writeFile(join(mixed, "good.crt"), certificate);
    await writeFile(join(mixed, "good.key"), privateKey);
    await writeFile(join(mixed, "bad.crt"), "nonsense");
    const started = await startTestGateway({ settings: { GATEWAY_TLS_DIRECTORY: mixed } });
    expect(await started.registry.metrics()).toMatch(/^zerq_gateway_certificate_problems 1$/m);
    await started.stop();
    await rm(mixed, { recursive: true });
  });
});

it("reads the certificate of GATEWAY_TLS_CERTIFICATE_FILE again when it changes", async () => {
  const place = await mkdtemp(join(tmpdir(), "zerq-tls-"));
  const files = { certificate: join(place, "c.pem"), key: join(place, "k.pem") };
  const put = async (pair: Pair) => {
    await writeFile(files.certificate, pair.certificate);
    await writeFile(files.key, pair.privateKey);
  };
  await put(await testCertificate());
  const started = await startTestGateway({
    settings: {
      GATEWAY_TLS_CERTIFICATE_FILE: files.certificate,
      GATEWAY_TLS_KEY_FILE: files.key,
      GATEWAY_TLS_RELOAD_INTERVAL: "20ms",
    },
  });
  const before = gateway;
  gateway = started;
  const first = await fingerprintShown("");
  await put(await testCertificate());
  const second = await eventually("another", async () => {
    const now = await fingerprintShown("");
    return now === first ? undefined : now;
  });
  expect(second).not.toBe(first);
  gateway = before;
  await started.stop();
  await rm(place, { recursive: true });
});
