import {
  createAuthority,
  type Issued,
  KeyUsageFlags,
  type TestAuthority,
} from "@zerq/test-kit/certificate-authority";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Detail = { path: string; code: string; message: string };
type Answer = Resource & { error: string; message: string; details?: Detail[]; mtls: Mtls };
type Mtls = {
  caCertificates: string;
  authorities: Record<string, unknown>[];
  match: unknown[];
  crl: null | { lists: Record<string, unknown>[]; url: string | null; refreshSeconds: number };
};

let management: StartedManagement;
let call: Call;
let root: TestAuthority;
let counter = 0;
beforeAll(async () => {
  management = await startTestManagement();
  [call, root] = await Promise.all([apiCaller(management, "modifier"), createAuthority({ until: 90.5 })]);
});
afterAll(() => management?.stop());

const match = () => [{ type: "cn", value: `partner-${++counter}` }];

async function post(mtls: object, clientId?: string) {
  const client = clientId ?? (await create(call, "clients")).id;
  const body = { ...samples.profiles(client), authType: "mtls", mtls };
  return call<Answer>("POST", "/profiles", body);
}

const rules = (more: object = {}) => ({ caCertificates: root.certificate, match: match(), ...more });
const tag = ({ revision }: Resource) => ({ "if-match": `"${revision}"` });

describe("a profile of type mtls", () => {
  it("shows what its authorities are and how long they last", async () => {
    const { status, body } = await post(rules());
    expect(status).toBe(201);
    expect(body).not.toHaveProperty("token");
    expect(body.mtls).toMatchObject({ caCertificates: root.certificate, crl: null });
    expect(body.mtls.authorities).toEqual([
      {
        subject: "CN=Root",
        issuer: "CN=Root",
        serial: root.serial,
        thumbprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        notBefore: expect.any(String),
        notAfter: expect.any(String),
        expiresInDays: 90,
      },
    ]);
    expect((await call<Answer>("GET", `/profiles/${body.id}`)).body.mtls).toEqual(body.mtls);
    const listed = await call<{ items: Answer[] }>("GET", "/profiles?authType=mtls");
    expect(listed.body.items.map(({ id }) => id)).toContain(body.id);
  });

  it("names callers in the form in which they are compared", async () => {
    const { body } = await post(
      rules({
        match: [
          { type: "cn", value: "Partner A" },
          { type: "dns", value: "API.Partner.test" },
          { type: "uri", value: "spiffe://bank/partner" },
          { type: "email", value: "Ops@Partner.TEST" },
          { type: "ip", value: "2001:DB8:0::1" },
          { type: "thumbprint", value: Array.from({ length: 32 }, () => "AB").join(":") },
        ],
      }),
    );
    expect(body.mtls.match).toEqual([
      { type: "cn", value: "Partner A" },
      { type: "dns", value: "api.partner.test" },
      { type: "uri", value: "spiffe://bank/partner" },
      { type: "email", value: "Ops@partner.test" },
      { type: "ip", value: "2001:db8::1" },
      { type: "thumbprint", value: "ab".repeat(32) },
    ]);
  });

  it("shows its revocation lists, and gives them up again", async () => {
    const crl = { pem: await root.revocationList(["01", "02"]), url: "http://127.0.0.1:9/root.crl" };
    const { status, body } = await post(rules({ crl }));
    expect([status, body.mtls.crl]).toEqual([
      201,
      {
        ...crl,
        refreshSeconds: 300,
        lists: [
          { thisUpdate: expect.any(String), nextUpdate: expect.any(String), expiresInDays: 0, revoked: 2 },
        ],
      },
    ]);
    const without = await call<Answer>("PATCH", `/profiles/${body.id}`, { mtls: { crl: null } }, tag(body));
    expect([without.status, without.body.mtls.crl]).toEqual([200, null]);
    expect(without.body.mtls.match).toEqual(body.mtls.match);
  });

  it("has rules of no other type, and others have none of its rules", async () => {
    const { id } = await create(call, "clients");
    for (const body of [
      { authType: "token", mtls: rules() },
      { authType: "mtls", mtls: rules(), jwt: {} },
    ]) {
      const answer = await call<Answer>("POST", "/profiles", { ...samples.profiles(id), ...body });
      expect([answer.status, answer.body.details?.[0]?.code]).toEqual([400, "unknown_field"]);
    }
  });

  it("is made for good: its type stays, and there is nothing to rotate", async () => {
    const { body } = await post(rules());
    const other = await call<Answer>("PATCH", `/profiles/${body.id}`, { authType: "none" }, tag(body));
    expect(other.status).toBe(400);
    for (const what of ["token", "secret"])
      expect((await call("POST", `/profiles/${body.id}/rotate-${what}`)).status).toBe(409);
  });
});

describe("what can't be trusted is refused when it is saved, with what to do", () => {
  const patched = async (more: object | Promise<object>) => post(rules(await more));
  it.each<[string, () => object | Promise<object>, string, string]>([
    ["no PEM", () => ({ caCertificates: "nonsense" }), "mtls.caCertificates", "-----BEGIN CERTIFICATE-----"],
    [
      "PEM of nothing",
      () => ({ caCertificates: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }),
      "mtls.caCertificates",
      "can't be read",
    ],
    [
      "a certificate that is no authority's",
      async () => ({ caCertificates: root.certificate + (await root.issue()).certificate }),
      "mtls.caCertificates",
      "CN=partner is no authority's. Give the PEM of the authorities",
    ],
    [
      "an authority that may not sign certificates",
      async () => pemOf(await root.authority({ keyUsage: KeyUsageFlags.cRLSign })),
      "mtls.caCertificates",
      "no keyCertSign",
    ],
    [
      "an authority with a short key",
      async () => pemOf(await createAuthority({ algorithm: "shortRsa" })),
      "mtls.caCertificates",
      "fewer than 2048 bits",
    ],
    [
      "an authority that has expired",
      async () => pemOf(await createAuthority({ until: -0.5 })),
      "mtls.caCertificates",
      "CN=Root has expired. Leave it out",
    ],
    ["a name of a kind that doesn't exist", () => one("shoe size", "44"), "mtls.match.0.type", ""],
    ["a wildcard", () => one("dns", "*.partner.test"), "mtls.match.0.value", "a wildcard would name many"],
    ["an address that is none", () => one("ip", "10.0.0.0/8"), "mtls.match.0.value", "must be an IP address"],
    ["a thumbprint that is none", () => one("thumbprint", "abc"), "mtls.match.0.value", "SHA-256"],
    ["an empty name", () => one("cn", " "), "mtls.match.0.value", ""],
    ["lists from nowhere", () => ({ crl: {} }), "mtls.crl", "needs a list"],
    ["a list that is none", () => ({ crl: { pem: "x" } }), "mtls.crl.pem", "-----BEGIN X509 CRL-----"],
    [
      "a list whose time is over",
      async () => ({ crl: { pem: await root.revocationList([], -1) } }),
      "mtls.crl.pem",
      "Give the newest one",
    ],
    [
      "a list asked for all the time",
      () => ({ crl: { url, refreshSeconds: 1 } }),
      "mtls.crl.refreshSeconds",
      "",
    ],
  ])("%s", async (_what, more, path, message) => {
    const { status, body } = await patched(more());
    expect([status, body.error]).toEqual([400, "validation_failed"]);
    expect(body.details?.[0]?.path).toBe(path);
    expect(body.details?.[0]?.message).toContain(message);
  });

  it("and so is an address that the guard would refuse", async () => {
    const { status, body } = await post(rules({ crl: { url: "http://169.254.169.254/crl" } }));
    expect([status, body.error]).toEqual([400, "egress_not_allowed"]);
  });
});

describe("two clients", () => {
  it("can't be named by one certificate (threat 28); other authorities or names keep them apart", async () => {
    const own = rules();
    const { body } = await post(own);
    const twin = await post(own);
    expect([twin.status, twin.body.error]).toEqual([409, "conflict"]);
    expect(twin.body.message).toContain(body.key);
    expect((await post(own, String(body["clientId"]))).status).toBe(201);
    expect((await post({ ...own, match: match() })).status).toBe(201);
    expect((await post({ ...own, caCertificates: (await createAuthority()).certificate })).status).toBe(201);
  });
});

const url = "http://127.0.0.1:9/root.crl";
const one = (type: string, value: string) => ({ match: [{ type, value }] });
const pemOf = ({ certificate }: Issued) => ({ caCertificates: certificate });
