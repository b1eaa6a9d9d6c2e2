import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createAuthority,
  Extension,
  type Issued,
  KeyUsageFlags,
  type TestAuthority,
} from "@zerq/test-kit/certificate-authority";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCertificateVerifier } from "./certificate-verifier.ts";
import { PresentedCertificate } from "./presented-certificate.ts";
import { readCertificates, readRevocationLists } from "./read-pem.ts";
import { fixedRevocation, type RevocationSource } from "./revocation-source.ts";
import { RevocationUrl } from "./revocation-url.ts";

const DAY = 86_400_000;
let root: TestAuthority;
let issuing: TestAuthority;
let leaf: Issued;
let rootList: string;
beforeAll(async () => {
  root = await createAuthority();
  issuing = await root.authority();
  leaf = await issuing.issue();
  rootList = await root.revocationList([]);
});

function verifierOf(...revocation: RevocationSource[]) {
  const authorities = readCertificates(root.certificate);
  const match = [{ type: "cn", value: "partner" } as const];
  return createCertificateVerifier({ authorities: () => authorities, match, revocation });
}

function presentedOf({ chain }: Issued): PresentedCertificate {
  const [first, ...sent] = readCertificates(chain).map(({ x509 }) => x509.raw);
  return new PresentedCertificate(first as Buffer, sent);
}

async function verdictWith(...lists: string[]): Promise<string> {
  const source = fixedRevocation(lists.flatMap((list) => readRevocationLists(Buffer.from(list))));
  const verdict = await verifierOf(source).verify(presentedOf(leaf), Date.now());
  return verdict.outcome === "valid" ? "valid" : verdict.reason;
}

describe("revocation lists", () => {
  it("let in whom none of them names", async () => {
    expect(await verdictWith(rootList, await issuing.revocationList(["01", "7f"]))).toBe("valid");
  });

  it("keep out a caller, and everybody below an authority, that is revoked", async () => {
    const revoked = await issuing.revocationList(["01", leaf.serial]);
    expect(await verdictWith(rootList, revoked)).toBe("the certificate of CN=partner is revoked");
    const above = await root.revocationList([issuing.serial]);
    expect(await verdictWith(above, await issuing.revocationList([]))).toContain("CN=Issuing is revoked");
  });

  it("are needed of every authority of the path", async () => {
    expect(await verdictWith(rootList)).toBe("there is no revocation list of CN=Issuing");
    expect(await verdictWith(await issuing.revocationList([]))).toBe(
      "there is no revocation list of CN=Root",
    );
  });

  it("count only while they are current", async () => {
    expect(await verdictWith(rootList, await issuing.revocationList([], -1))).toContain("is not current");
    const source = fixedRevocation(
      [rootList, await issuing.revocationList([], 0.5)].flatMap((list) =>
        readRevocationLists(Buffer.from(list)),
      ),
    );
    const verifier = verifierOf(source);
    expect(await verifier.verify(presentedOf(leaf), Date.now())).toMatchObject({ outcome: "valid" });
    const later = await verifier.verify(presentedOf(leaf), Date.now() + 0.6 * DAY);
    expect(later).toMatchObject({ reason: "the revocation list of CN=Issuing is not current" });
  });

  it("count only with the authority's own signature, and if it may sign them", async () => {
    const twin = await createAuthority({ subject: "CN=Issuing" });
    expect(await verdictWith(rootList, await twin.revocationList([]))).toContain("is not signed by it");
    const mute = await root.authority({ keyUsage: KeyUsageFlags.keyCertSign });
    const below = await mute.issue();
    const source = fixedRevocation(
      [rootList, await mute.revocationList([])].flatMap((list) => readRevocationLists(Buffer.from(list))),
    );
    expect(await verifierOf(source).verify(presentedOf(below), Date.now())).toMatchObject({
      reason: "the revocation list of CN=Issuing is not signed by it",
    });
  });

  it("are taken from DER as well, with any number of entries", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => (0x10_00_00 + index).toString(16));
    const [pem] = readRevocationLists(Buffer.from(await root.revocationList(many)));
    expect(pem?.revoked.size).toBe(3_000);
    const body = rootList.replace(/-----[^-]+-----|\s/g, "");
    expect(readRevocationLists(Buffer.from(body, "base64"))).toHaveLength(1);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    ["nonsense", async () => Buffer.from("nonsense"), "there is no -----BEGIN X509 CRL-----"],
    ["cut off", async () => der(rootList).subarray(0, 100), "can't be read"],
    [
      "a delta (RFC 5280 section 5.2.4)",
      async () => der(await root.revocationList([], 1, [new Extension("2.5.29.27", true, integer)])),
      "partial, indirect or a delta",
    ],
    [
      "partial (RFC 5280 section 5.2.5)",
      async () => der(await root.revocationList([], 1, [new Extension("2.5.29.28", true, emptySequence)])),
      "partial, indirect or a delta",
    ],
  ])("that are %s are refused", async (_what, make, reason) => {
    const bytes = await make();
    expect(() => readRevocationLists(bytes)).toThrow(reason);
  });
});

const integer = new Uint8Array([2, 1, 1]);
const emptySequence = new Uint8Array([0x30, 0]);
const der = (pem: string) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");

describe("a list at an address", () => {
  let server: Server;
  let url: string;
  let answer: { status: number; body: string };
  let asked = 0;
  let now = Date.now();
  const problems: string[] = [];
  let changes = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/root.crl`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(async () => {
    answer = { status: 200, body: rootList + (await issuing.revocationList([])) };
    [asked, changes, now] = [0, 0, Date.now()];
    problems.length = 0;
  });

  function open(): RevocationUrl {
    return new RevocationUrl({
      url,
      refreshMs: 60_000,
      fetch,
      onProblem: (reason) => problems.push(reason),
      onChange: () => {
        changes += 1;
      },
      now: () => now,
    });
  }

  it("is fetched once for all who wait, and again when it is time", async () => {
    const source = open();
    const verifier = verifierOf(source);
    const verdicts = await Promise.all([1, 2, 3].map(() => verifier.verify(presentedOf(leaf), now)));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["valid", "valid", "valid"]);
    source.refresh();
    expect(asked).toBe(1);
    now += 60_001;
    answer.body = rootList + (await issuing.revocationList([leaf.serial]));
    source.refresh();
    await source.load();
    expect([asked, changes]).toEqual([2, 2]);
    // What was proved with the list before has to be proved again.
    expect(await verifier.verify(presentedOf(leaf), now)).toMatchObject({
      reason: "the certificate of CN=partner is revoked",
    });
  });

  it("keeps everybody out while it was never had, and is not asked for by each request", async () => {
    answer = { status: 503, body: "" };
    const verifier = verifierOf(open());
    for (const _ of [1, 2, 3])
      expect(await verifier.verify(presentedOf(leaf), now)).toMatchObject({ outcome: "invalid" });
    expect(asked).toBe(1);
    expect(problems[0]).toContain("answered 503");
    now += 5_001;
    answer = { status: 200, body: rootList + (await issuing.revocationList([])) };
    expect(await verifier.verify(presentedOf(leaf), now)).toMatchObject({ outcome: "valid" });
  });

  it.each<[string, () => Promise<typeof answer>]>([
    ["an error", async () => ({ status: 500, body: "" })],
    ["what is no list", async () => ({ status: 200, body: "<html>" })],
    ["too much", async () => ({ status: 200, body: "0".repeat(4 * 1_024 ** 2 + 1) })],
    ["a list from before", async () => ({ status: 200, body: await issuing.revocationList([], -1) })],
  ])("stays in force while its server gives %s", async (_what, bad) => {
    const source = open();
    const verifier = verifierOf(source);
    await verifier.verify(presentedOf(leaf), now);
    now += 60_001;
    answer = await bad();
    await source.load();
    expect([asked, problems.length, changes]).toEqual([2, 1, 1]);
    expect(verifier.verify(presentedOf(leaf), now)).toMatchObject({ outcome: "valid" });
  });
});
