import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Writable } from "node:stream";
import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import { COMMAND_LIFETIME_MS } from "@zerq/plane-protocol/command";
import type { TestCredential } from "@zerq/plane-protocol/command-body";
import { createAuthority } from "@zerq/test-kit/certificate-authority";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandSender } from "../../test/command-sender.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

type Credential = TestCredential["credential"];
type Sources = Record<string, string | { env: string } | { file: string }>;

let gateway: TestGateway;
let sender: Awaited<ReturnType<typeof commandSender>>;
let upstream: FakeUpstream;
let logged = "";
const log = new Writable({
  write(chunk, _encoding, done) {
    logged += String(chunk);
    done();
  },
});
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://upstream");
    if (pathname === "/token") {
      response.setHeader("content-type", "application/json");
      return void response.end(JSON.stringify({ access_token: "tested-token", token_type: "Bearer" }));
    }
    response.writeHead(Number(pathname.slice(1)));
    response.end("a text of the upstream");
  });
  gateway = await startTestGateway({ logger: createLogger({ service: "test", destination: log }) });
  sender = await commandSender(gateway);
});
afterAll(async () => {
  sender?.stop();
  await gateway?.stop();
  await upstream?.stop();
});

const credential = (type: string, fields: Record<string, string>, secrets: Sources, origin = upstream.url) =>
  gateway.config.credential(type, fields, secrets, [origin]);
const basic = (password: Sources[string] = "pass", origin = upstream.url) =>
  credential("basic", { username: "zerq" }, { password }, origin);
const body = (of: Credential, url: string | null, more: object = {}): TestCredential => ({
  kind: "test-credential",
  credential: of,
  url,
  ...more,
});
const ask = (of: Credential, url: string | null, more: object = {}) => sender.ask(body(of, url, more));
const lastSeen = () => upstream.requests.at(-1);

describe("a test of a credential", () => {
  it("sends it as requests would, and answers with a code", async () => {
    expect(await ask(basic(), `${upstream.url}/200`)).toEqual({ result: "ok", missing: null });
    expect(lastSeen()?.headers.authorization).toBe(`Basic ${Buffer.from("zerq:pass").toString("base64")}`);
    const header = credential("api_key", { keyIn: "header", keyName: "X-Key" }, { apiKey: "k1" });
    expect((await ask(header, `${upstream.url}/200`)).result).toBe("ok");
    expect(lastSeen()?.headers["x-key"]).toBe("k1");
    const query = credential("api_key", { keyIn: "query", keyName: "key" }, { apiKey: "k 2" });
    expect((await ask(query, `${upstream.url}/200`)).result).toBe("ok");
    expect(lastSeen()?.url).toBe("/200?key=k%202");
  });

  it.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [404, "inconclusive"],
    [302, "inconclusive"],
    [503, "upstream_error"],
  ])("takes %s for %s", async (status, result) => {
    expect((await ask(basic(), `${upstream.url}/${status}`)).result).toBe(result);
  });

  it("fetches a token, and sends it where that is asked for", async () => {
    const fields = { clientId: "zerq", tokenUrl: `${upstream.url}/token`, scopes: "read" };
    const oauth = credential("oauth2_client", fields, { clientSecret: "s" });
    expect((await ask(oauth, null)).result).toBe("ok");
    expect(lastSeen()).toMatchObject({ method: "POST", url: "/token" });
    expect((await ask(oauth, `${upstream.url}/401`)).result).toBe("unauthorized");
    expect(lastSeen()?.headers.authorization).toBe("Bearer tested-token");
    for (const tokenUrl of [`${upstream.url}/401`, `${upstream.url}/200`]) {
      const refused = credential("oauth2_client", { ...fields, tokenUrl }, { clientSecret: "s" });
      expect((await ask(refused, null)).result).toBe("token_endpoint_refused");
    }
    const away = credential(
      "oauth2_client",
      { ...fields, tokenUrl: "http://127.0.0.1:9/t" },
      { clientSecret: "s" },
    );
    expect((await ask(away, null)).result).toBe("unreachable");
  });

  it("resolves names in the gateway's own environment, and says which is missing", async () => {
    process.env["TEST_COMMAND_PASSWORD"] = "from-env";
    const found = await ask(basic({ env: "TEST_COMMAND_PASSWORD" }), `${upstream.url}/200`);
    delete process.env["TEST_COMMAND_PASSWORD"];
    expect(found.result).toBe("ok");
    expect(lastSeen()?.headers.authorization).toBe(
      `Basic ${Buffer.from("zerq:from-env").toString("base64")}`,
    );
    for (const name of ["TEST_COMMAND_PASSWORD", "SNAPSHOT_KEY", "AWS_SECRET_ACCESS_KEY"])
      expect(await ask(basic({ env: name }), `${upstream.url}/200`)).toEqual({
        result: "missing_env",
        missing: name,
      });
    expect(await ask(basic({ file: "absent" }), `${upstream.url}/200`)).toEqual({
      result: "missing_env",
      missing: "absent",
    });
  });

  it("goes to the credential's own origins alone, and nowhere that the egress guard closes (threat 27)", async () => {
    const before = upstream.requests.length;
    expect((await ask(basic("p", "http://127.0.0.1:9"), `${upstream.url}/200`)).result).toBe(
      "egress_refused",
    );
    const closed = basic("p", "http://169.254.169.254");
    expect((await ask(closed, "http://169.254.169.254/")).result).toBe("egress_refused");
    const own = `http://${new URL(gateway.redis.url).host}`;
    expect((await ask(basic("p", own), `${own}/`)).result).toBe("egress_refused");
    const fields = { clientId: "zerq", tokenUrl: "http://10.1.2.3/token" };
    const oauth = credential("oauth2_client", fields, { clientSecret: "s" });
    expect((await ask(oauth, null)).result).toBe("egress_refused");
    expect(upstream.requests).toHaveLength(before);
  });

  it("says that nobody is there, or nobody answers", async () => {
    expect((await ask(basic("p", "http://127.0.0.1:9"), "http://127.0.0.1:9/")).result).toBe("unreachable");
    const silent = createServer((socket) => socket.on("error", () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    expect((await ask(basic("p", url), `${url}/`)).result).toBe("timeout");
    silent.close();
  });

  it("shows a certificate, and verifies the upstream's", async () => {
    const [own, authority] = await Promise.all([testCertificate(), createAuthority()]);
    const client = await authority.issue({ subject: "CN=zerq" });
    const options = {
      cert: own.certificate,
      key: own.privateKey,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    };
    const server = createTlsServer(options, (_request, response) => {
      response.end("secure");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pair = (from: { certificate: string; privateKey: string }) => ({
      clientCertificate: from.certificate,
      clientPrivateKey: from.privateKey,
    });
    const trusted = credential("mtls", {}, { ...pair(client), caCertificate: own.certificate }, url);
    expect((await ask(trusted, `${url}/`)).result).toBe("ok");
    const tls = { ca: own.certificate, serverName: null, verify: true };
    expect((await ask(credential("mtls", {}, pair(client), url), `${url}/`, { tls })).result).toBe("ok");
    expect((await ask(credential("mtls", {}, pair(client), url), `${url}/`)).result).toBe("tls_failed");
    expect((await ask(credential("mtls", {}, pair(own), url), `${url}/`, { tls })).result).toBe("tls_failed");
    const unlike = { clientCertificate: own.certificate, clientPrivateKey: client.privateKey };
    expect((await ask(credential("mtls", {}, unlike, url), `${url}/`)).result).toBe("unusable");
    server.closeAllConnections();
    server.close();
  });

  it("makes nothing of a type it can't apply, or of a secret that was sealed for another place", async () => {
    const odd = credential("mongodb", {}, { connectionString: "mongodb://x" });
    expect((await ask(odd, `${upstream.url}/200`)).result).toBe("unusable");
    const moved = { ...basic(), secrets: basic("of another credential").secrets };
    expect((await ask(moved, `${upstream.url}/200`)).result).toBe("unusable");
  });
});

describe("a command that isn't for this worker, now", () => {
  it("does nothing, and is answered to nobody (threats 17 and 30)", async () => {
    const command = body(basic(), `${upstream.url}/200`);
    const { target, sign, send } = sender;
    const taken = sign(command);
    await send(taken.text);
    await expect.poll(() => sender.answers.some(({ nonce }) => nonce === taken.nonce)).toBe(true);
    const before = [upstream.requests.length, sender.answers.length];
    const stranger = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    const refused = [
      taken.text,
      sign(command, { now: Date.now() - COMMAND_LIFETIME_MS }).text,
      sign(command, { target: { ...target, workerId: "other/0" } }).text,
      sign(command, { target: { ...target, startedAt: target.startedAt - 1 } }).text,
      sign(command, { by: stranger }).text,
      "{}",
    ];
    for (const text of [...refused, ...refused]) await send(text);
    // Messages of one publisher come in order: when this one is answered, the others were looked at.
    expect((await sender.ask(command)).result).toBe("ok");
    expect([upstream.requests.length, sender.answers.length]).toEqual(before.map((count) => count + 1));
    // Each problem is told once, with what it may come from.
    for (const problem of ["replayed", "expired", "wrong-target", "bad-signature", "malformed"])
      expect(
        logged.split(new RegExp(`"command(?: by a key that is not trusted here)?: ${problem} \\(`)),
      ).toHaveLength(2);
  });
});
