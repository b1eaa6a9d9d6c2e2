import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { proxyHeader } from "../../test/proxy-header.ts";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
let stranger: TestGateway;
beforeAll(async () => {
  const { certificate, privateKey } = await testCertificate();
  const settings = {
    GATEWAY_TLS_CERTIFICATE: certificate,
    GATEWAY_TLS_KEY: privateKey,
    GATEWAY_PROXY_PROTOCOL: "trusted",
    GATEWAY_HEADERS_TIMEOUT: "500ms",
  };
  gateway = await startTestGateway({ settings: { ...settings, TRUSTED_PROXIES: "127.0.0.1,10.0.0.0/8" } });
  stranger = await startTestGateway({ settings: { ...settings, TRUSTED_PROXIES: "10.0.0.0/8" } });
});
afterAll(async () => {
  await gateway.stop();
  await stranger.stop();
});

const lines = (of: TestGateway, headers: string[] = [], body = "") => {
  const identity = Object.entries(identityOf(of.caller)).map(([name, value]) => `${name}: ${value}`);
  const method = body === "" ? "GET" : "POST";
  return rawRequest(`${method} /demo/accounts HTTP/1.1`, [...identity, ...headers], body);
};
const from = (source: string, bytes: string) => proxyHeader({ source }).toString("latin1") + bytes;
const seen = () => gateway.upstream.requests.at(-1);
const requestIdIn = (head: string) => /x-request-id: (\S+)/i.exec(head)?.[1] ?? null;

/** The whole answer to bytes that are sent over TLS, after a header in the clear. */
async function sendTls(header: Buffer, bytes: string): Promise<string> {
  const socket = connect(gateway.tlsPort ?? 0, "127.0.0.1");
  socket.write(header);
  const secure = connectTls({ socket, rejectUnauthorized: false });
  secure.write(bytes);
  let text = "";
  await new Promise<void>((resolve) => {
    secure.on("data", (chunk) => {
      text += chunk;
      if (text.includes("}")) secure.destroy();
    });
    secure.on("close", resolve);
    secure.on("error", () => resolve());
  });
  return text;
}

/** The log entry with this in its detail. */
const entryWith = (detail: string) =>
  eventually(`an entry with ${detail}`, async () =>
    (await gateway.entries()).find(({ deny }) => deny?.includes(detail) === true),
  );

describe("a PROXY protocol header from a trusted balancer", () => {
  it("says where the caller is, for the upstream, the log and the allowlist", async () => {
    const answer = await sendRaw(gateway.port, from("203.0.113.7", lines(gateway)));
    expect(answer.status).toBe(200);
    expect(seen()?.headers).toMatchObject({
      "x-forwarded-for": "203.0.113.7",
      forwarded: expect.stringContaining("for=203.0.113.7"),
    });
    expect((await gateway.entryOf(requestIdIn(answer.head))).ip).toBe("203.0.113.7");
    const { config, client } = gateway;
    const { profile, caller } = config.profile({ clientId: client.id, allowedIps: ["2001:db8::/32"] });
    await gateway.publish(config.put("profile", profile));
    const bytes = lines({ ...gateway, caller });
    expect((await sendRaw(gateway.port, from("2001:db8::7", bytes))).status).toBe(200);
    expect((await sendRaw(gateway.port, from("203.0.113.7", bytes))).status).toBe(403);
  });

  it("does not make what the caller claims true (threat 7)", async () => {
    const bytes = lines(gateway, ["X-Forwarded-For: 6.6.6.6"]);
    expect((await sendRaw(gateway.port, from("203.0.113.7", bytes))).status).toBe(200);
    expect(seen()?.headers["x-forwarded-for"]).toBe("203.0.113.7");
    // A trusted HTTP proxy behind the balancer is believed like anywhere else.
    expect((await sendRaw(gateway.port, from("10.1.1.1", bytes))).status).toBe(200);
    expect(seen()?.headers["x-forwarded-for"]).toBe("6.6.6.6, 10.1.1.1");
  });

  it("may come in pieces, and what follows it stays whole: bodies and pipelined requests", async () => {
    const body = "x".repeat(200_000);
    const bytes = Buffer.from(
      from("203.0.113.7", lines(gateway, [`Content-Length: ${body.length}`], body)),
      "latin1",
    );
    const socket = connect(gateway.port, "127.0.0.1");
    for (const cut of [0, 1, 11, 15, 16, 17, 27, 28, 30, 100]) {
      socket.write(
        bytes.subarray(cut, { 0: 1, 1: 11, 11: 15, 15: 16, 16: 17, 17: 27, 27: 28, 28: 30, 30: 100 }[cut]),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await firstLine(socket)).toBe("HTTP/1.1 200 OK");
    expect(seen()?.body).toBe(body);
    socket.destroy();
    const both = from("203.0.113.7", lines(gateway) + lines(gateway));
    const twice = await sendRaw(gateway.port, both, undefined, 2);
    expect(twice.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  it("stands before TLS as well", async () => {
    const answer = await sendTls(proxyHeader({ source: "203.0.113.9" }), lines(gateway));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(seen()?.headers).toMatchObject({ "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" });
  });

  it("of the balancer itself leaves its own address", async () => {
    const header = proxyHeader({ command: 0x20, family: 0, rest: Buffer.alloc(0) }).toString("latin1");
    const answer = await sendRaw(gateway.port, header + rawRequest("GET /healthz HTTP/1.1", []));
    expect(answer.status).toBe(200);
    expect((await gateway.entryOf(requestIdIn(answer.head))).ip).toBe("127.0.0.1");
  });
});

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) =>
    socket.once("data", (chunk) => resolve(chunk.toString().split("\r\n")[0] ?? "")),
  );
}

describe("what is no such header", () => {
  it.each<[string, () => string, string]>([
    ["none", () => lines(gateway), "there is none"],
    ["version 1", () => `PROXY TCP4 203.0.113.7 127.0.0.1 1 2\r\n${lines(gateway)}`, "version 1"],
    [
      "an unknown source",
      () => proxyHeader({ family: 0, rest: Buffer.alloc(0) }).toString("latin1") + lines(gateway),
      "address family",
    ],
    [
      "addresses that are cut off",
      () => proxyHeader({ family: 0x21, rest: Buffer.alloc(12) }).toString("latin1") + lines(gateway),
      "cut off",
    ],
  ])("is refused with 400 and a log entry: %s", async (_what, bytes, detail) => {
    const count = gateway.upstream.requests.length;
    const answer = await sendRaw(gateway.port, bytes());
    expect([answer.status, JSON.parse(answer.body).error, answer.isClosed]).toEqual([
      400,
      "bad_request",
      true,
    ]);
    const entry = await gateway.entryOf(requestIdIn(answer.head));
    expect(entry).toMatchObject({ status: 400, error: "bad_request", ip: "127.0.0.1" });
    expect(entry.deny).toContain(detail);
    expect(gateway.upstream.requests).toHaveLength(count);
  });

  it("is waited for no longer than for a request's headers", async () => {
    const answer = await sendRaw(gateway.port, "\r\n\r\n\0\r\nQUIT", 4_000);
    expect([answer.status, answer.isClosed]).toEqual([408, true]);
    expect(await entryWith("no PROXY protocol header within 500 ms")).toMatchObject({
      error: "request_timeout",
    });
  });

  it("hangs up before TLS, with a log entry", async () => {
    expect(await sendTls(Buffer.alloc(0), lines(gateway))).toBe("");
    expect(await sendTls(Buffer.from("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n"), lines(gateway))).toBe("");
    expect(await entryWith("version 1")).toMatchObject({ status: 400 });
  });
});

describe("peers that are not trusted", () => {
  it("have no such header: theirs is a malformed request, and requests without it are answered", async () => {
    expect((await sendRaw(stranger.port, lines(stranger))).status).toBe(200);
    const forged = await sendRaw(stranger.port, from("10.0.0.1", lines(stranger)));
    expect([forged.status, forged.isClosed]).toEqual([400, true]);
  });
});

it("stops without waiting for whoever still owes a header", async () => {
  const short = await startTestGateway({
    settings: {
      GATEWAY_PROXY_PROTOCOL: "trusted",
      TRUSTED_PROXIES: "127.0.0.1",
      GATEWAY_HEADERS_TIMEOUT: "1h",
    },
  });
  const socket = connect(short.port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  const closed = new Promise((resolve) => socket.once("close", () => resolve("closed")));
  socket.on("error", () => undefined);
  socket.write("\r\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await short.stop();
  expect(await closed).toBe("closed");
});
