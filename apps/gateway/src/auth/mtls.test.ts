import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createAuthority,
  type Issued,
  type IssueOptions,
  KeyUsageFlags,
  serverAuth,
  type TestAuthority,
} from "@zerq/test-kit/certificate-authority";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf, type TestCaller } from "../../test/published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import { callTls, idsOf, shows } from "../../test/tls-caller.ts";

let gateway: TestGateway;
let root: TestAuthority;
let issuing: TestAuthority;
let caller: TestCaller;
beforeAll(async () => {
  const { certificate, privateKey } = await testCertificate();
  [root, gateway] = await Promise.all([
    createAuthority(),
    startTestGateway({ settings: { GATEWAY_TLS_CERTIFICATE: certificate, GATEWAY_TLS_KEY: privateKey } }),
  ]);
  issuing = await root.authority();
  caller = await trusting({});
});
afterAll(() => gateway.stop());

type Rules = Partial<Parameters<TestGateway["config"]["mtlsProfile"]>[1]>;

/** A published mtls profile of the demo's client. */
async function trusting(rules: Rules, clientId = gateway.client.id): Promise<TestCaller> {
  const made = gateway.config.mtlsProfile(clientId, { caCertificates: root.certificate, ...rules });
  await gateway.publish(gateway.config.put("profile", made.profile));
  return made.caller;
}

const port = () => gateway.tlsPort ?? 0;
const call = (issued: Issued | undefined, who = caller) => callTls(port(), idsOf(who), shows(issued));

/** Refused like everybody else, and the reason is in the log alone. */
async function refusal(issued: Issued | undefined, who = caller): Promise<string> {
  const { status, error, requestId, challenge } = await call(issued, who);
  expect([status, error]).toEqual([401, "unauthorized"]);
  expect(challenge).toBe('Bearer realm="zerq", error="invalid_token"');
  const { deny } = await gateway.entryOf(requestId);
  return deny ?? "";
}

describe("a caller with a certificate", () => {
  it("comes in by the two ids, and no token, through the authorities that it sends", async () => {
    const leaf = await issuing.issue();
    const answer = await call(leaf);
    expect(answer.status).toBe(200);
    const entry = await gateway.entryOf(answer.requestId);
    expect(entry).toMatchObject({ profileId: caller.profileId, clientId: caller.clientId, error: null });
    expect((await call(await root.issue())).status).toBe(200);
  });

  it("is proved anew by each request of a connection, and by its own profile only", async () => {
    const other = await trusting({ match: [{ type: "cn", value: "somebody" }] });
    const leaf = await issuing.issue();
    expect((await call(leaf)).status).toBe(200);
    expect(await refusal(leaf, other)).toContain("none that the profile names");
  });

  it.each<[string, IssueOptions, string]>([
    ["of another client under the same authority", { subject: "CN=other" }, "none that the profile names"],
    ["that has expired", { until: -0.5 }, "has expired"],
    ["that is not valid yet", { from: 0.5 }, "is not valid yet"],
    ["for servers", { purposes: [serverAuth] }, "no clientAuth"],
    ["for key agreement", { keyUsage: KeyUsageFlags.keyAgreement }, "no digitalSignature"],
  ])("%s is refused (threat 11)", async (_what, options, reason) => {
    expect(await refusal(await issuing.issue(options))).toContain(reason);
  });

  it.each<[string, () => Promise<Issued>, string]>([
    [
      "an authority that signs itself",
      async () => {
        const own = await createAuthority({ subject: "CN=Issuing" });
        const leaf = await own.issue();
        return { ...leaf, chain: leaf.certificate + own.certificate };
      },
      "no path",
    ],
    [
      "what is no authority",
      async () => (await root.authority({ isAuthority: false, keyUsage: null })).issue(),
      "is no authority's",
    ],
    [
      "more authorities than one of them allows",
      async () => (await (await root.authority({ pathLength: 0 })).authority({ subject: "CN=Low" })).issue(),
      "longer than CN=Issuing allows",
    ],
    ["an authority of the same name", async () => (await createAuthority()).issue(), "no path"],
  ])("from %s is refused (threat 11)", async (_what, make, reason) => {
    expect(await refusal(await make())).toContain(reason);
  });

  it("gets nothing for it where the profile wants something else, or doesn't exist", async () => {
    const leaf = await issuing.issue();
    expect(await refusal(leaf, gateway.caller)).toContain("no token");
    expect(await refusal(leaf, { ...caller, profileId: "0".repeat(24) })).toContain("no such profile");
    const stranger = gateway.config.client({ collectionIds: [gateway.collection.id] });
    await gateway.publish(gateway.config.put("client", stranger));
    expect(await refusal(leaf, { ...caller, clientId: stranger.id })).toContain("not the client's");
  });
});

describe("a caller without one", () => {
  it("is told what is told for a profile that doesn't exist", async () => {
    const known = await call(undefined);
    const unknown = await call(undefined, { ...caller, profileId: "0".repeat(24) });
    expect([known.status, known.error, known.challenge]).toEqual([401, "missing_headers", unknown.challenge]);
    expect([unknown.status, unknown.error]).toEqual([401, "missing_headers"]);
    expect(await gateway.entryOf(known.requestId)).toMatchObject({ deny: "a client certificate is missing" });
  });

  it("is refused with a token as well, and on the plain listener", async () => {
    const withToken = { ...identityOf({ ...caller, token: gateway.caller.token }) };
    expect((await callTls(port(), withToken)).error).toBe("unauthorized");
    const plain = await gateway.call("/demo/accounts", {}, { ...caller, token: gateway.caller.token });
    expect(((await plain.json()) as { error: string }).error).toBe("unauthorized");
  });

  it("goes on using tokens at the same listener", async () => {
    expect((await callTls(port(), identityOf(gateway.caller))).status).toBe(200);
    expect((await callTls(port(), identityOf(gateway.caller), shows(await root.issue()))).status).toBe(200);
  });
});

it("forges a certificate header in vain, and it never gets to an upstream (threats 3 and 11)", async () => {
  const leaf = await issuing.issue();
  const forged = { "client-cert": `:${leaf.der.toString("base64")}:` };
  const answer = await callTls(port(), { ...idsOf(caller), ...forged });
  expect([answer.status, answer.error]).toEqual([401, "missing_headers"]);
  const plain = await fetch(`${gateway.url}/demo/accounts`, { headers: { ...idsOf(caller), ...forged } });
  expect(plain.status).toBe(401);
  await gateway.call("/demo/accounts", { headers: forged });
  expect(gateway.upstream.requests.at(-1)?.headers).not.toHaveProperty("client-cert");
});

describe("rules that can't be enforced", () => {
  it.each<[string, Rules]>([
    ["no authorities", { caCertificates: "none" }],
    ["nobody named", { match: [] }],
    ["an unknown kind of name", { match: [{ type: "shoe size", value: "44" }] }],
    ["lists from nowhere", { crl: { pem: null, url: null, refreshSeconds: 60 } }],
    ["a list that is none", { crl: { pem: "nonsense", url: null, refreshSeconds: 60 } }],
  ])("let nobody in: %s", async (_what, rules) => {
    expect(await refusal(await issuing.issue(), await trusting(rules))).toContain("is not supported");
  });
});

describe("a certificate that is revoked", () => {
  let server: Server;
  let url: string;
  let list = "";
  beforeAll(async () => {
    server = createServer((_request, response) => response.writeHead(list === "" ? 503 : 200).end(list));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it("in a list of the profile is refused, and others are not", async () => {
    const [good, bad] = [await root.issue(), await root.issue()];
    const crl = { pem: await root.revocationList([bad.serial]), url: null, refreshSeconds: 60 };
    const who = await trusting({ crl });
    expect((await call(good, who)).status).toBe(200);
    expect(await refusal(bad, who)).toContain("is revoked");
  });

  it("in a list at an address is refused from the next fetch on", async () => {
    const leaf = await root.issue();
    list = await root.revocationList([]);
    const who = await trusting({ crl: { pem: null, url, refreshSeconds: 1 } });
    expect((await call(leaf, who)).status).toBe(200);
    list = await root.revocationList([leaf.serial]);
    await eventually("the refusal", async () => ((await call(leaf, who)).status === 401 ? true : undefined));
    expect(await refusal(leaf, who)).toContain("is revoked");
  });

  it("can't be known while the list's server has never answered, so nobody gets in", async () => {
    list = "";
    const who = await trusting({ crl: { pem: null, url: `${url}down`, refreshSeconds: 1 } });
    expect(await refusal(await root.issue(), who)).toContain("there is no revocation list of CN=Root");
    list = await root.revocationList([]);
    const leaf = await root.issue();
    await eventually("the list", async () => ((await call(leaf, who)).status === 200 ? true : undefined));
    // What is in force stays while the server is down.
    list = "";
    expect((await call(leaf, who)).status).toBe(200);
  });
});
