import { X509Certificate } from "node:crypto";
import {
  clientAuth,
  createAuthority,
  Extension,
  type Issued,
  type IssueOptions,
  KeyUsageFlags,
  serverAuth,
  type TestAlgorithm,
  type TestAuthority,
} from "@zerq/test-kit/certificate-authority";
import { GeneralName, GeneralSubtree, NameConstraints } from "pkijs";
import { beforeAll, describe, expect, it } from "vitest";
import type { CertificateMatch } from "./certificate-match.ts";
import { createCertificateVerifier } from "./certificate-verifier.ts";
import { PresentedCertificate } from "./presented-certificate.ts";
import { readCertificates } from "./read-pem.ts";

let root: TestAuthority;
let issuing: TestAuthority;
beforeAll(async () => {
  root = await createAuthority();
  issuing = await root.authority();
});

const named: CertificateMatch[] = [{ type: "cn", value: "partner" }];

function verifierOf(authorities: readonly Issued[], match = named) {
  const read = authorities.flatMap(({ certificate }) => readCertificates(certificate));
  return createCertificateVerifier({ authorities: () => read, match, revocation: [] });
}

function presentedOf({ chain }: { chain: string }): PresentedCertificate {
  const [leaf, ...sent] = readCertificates(chain).map(({ x509 }) => x509.raw);
  return new PresentedCertificate(leaf as Buffer, sent);
}

async function verdictOn(issued: { chain: string }, authorities: readonly Issued[] = [root], match = named) {
  const verdict = await verifierOf(authorities, match).verify(presentedOf(issued), Date.now());
  return verdict.outcome === "valid" ? "valid" : verdict.reason;
}

describe("a certificate", () => {
  it.each<TestAlgorithm>(["p256", "rsa", "pss", "ed25519"])(
    "is valid through an authority that it brings along, signed with %s",
    async (algorithm) => {
      const top = await createAuthority({ algorithm });
      const between = await top.authority({ algorithm });
      expect(await verdictOn(await between.issue({ algorithm }), [top])).toBe("valid");
      expect(await verdictOn(await top.issue({ algorithm }), [top])).toBe("valid");
    },
  );

  it("is valid with an authority of the bundle that is itself signed by another", async () => {
    expect(await verdictOn(await issuing.issue(), [issuing])).toBe("valid");
  });

  it("is answered at once when it was proved before, until it expires", async () => {
    const verifier = verifierOf([root]);
    const presented = presentedOf(await root.issue());
    await verifier.verify(presented, Date.now());
    expect(verifier.verify(presented, Date.now())).toEqual({ outcome: "valid", version: undefined });
    const later = await verifier.verify(presented, Date.now() + 2 * 86_400_000);
    expect(later).toMatchObject({ reason: "the certificate of CN=partner has expired" });
  });

  it.each<[string, IssueOptions, string]>([
    ["has expired", { until: -0.5 }, "has expired"],
    ["is not valid yet", { from: 0.5 }, "is not valid yet"],
    ["is for servers", { purposes: [serverAuth] }, "no clientAuth"],
    ["is for signing certificates", { keyUsage: KeyUsageFlags.keyAgreement }, "no digitalSignature"],
    [
      "is an authority's",
      { isAuthority: true, purposes: [clientAuth], keyUsage: null },
      "that of an authority",
    ],
    ["has a short key", { algorithm: "shortRsa" }, "fewer than 2048 bits"],
    [
      "has a critical extension that nobody knows",
      { extensions: [new Extension("1.2.3.4", true, new Uint8Array([5, 0]))] },
      "critical extension 1.2.3.4",
    ],
    ["is somebody else's", { subject: "CN=other" }, "none that the profile names"],
    ["has two common names", { subject: "CN=partner, CN=other" }, "none that the profile names"],
  ])("that %s is refused", async (_what, options, reason) => {
    expect(await verdictOn(await issuing.issue(options))).toContain(reason);
  });

  it("without key usage and purpose is for everything (RFC 5280 section 4.2.1)", async () => {
    expect(await verdictOn(await root.issue({ keyUsage: null, purposes: null }))).toBe("valid");
  });

  it("of another authority with the same name is refused", async () => {
    const twin = await createAuthority();
    expect(await verdictOn(await twin.issue())).toContain("no path");
  });

  it("that signs itself is refused, also when the bundle has it", async () => {
    const own = await createAuthority({ subject: "CN=partner", isAuthority: false });
    expect(await verdictOn({ chain: own.certificate })).toContain("no path");
    expect(await verdictOn({ chain: own.certificate }, [own])).toContain("no path");
  });

  it("with more authorities behind it than a chain has is refused", async () => {
    const chain = (await root.issue()).chain + issuing.certificate.repeat(7);
    expect(await verdictOn({ chain })).toContain("more authorities");
  });
});

describe("an authority in between", () => {
  it.each<[string, IssueOptions, string]>([
    ["is no authority", { isAuthority: false, keyUsage: null, purposes: null }, "is no authority's"],
    ["may not sign certificates", { keyUsage: KeyUsageFlags.cRLSign }, "no "],
    ["is for servers only", { purposes: [serverAuth] }, "no clientAuth"],
    ["has expired", { until: -0.5 }, "has expired"],
    ["has a short key", { algorithm: "shortRsa" }, "fewer than 2048 bits"],
  ])("that %s leads nowhere", async (_what, options, reason) => {
    const between = await root.authority(options);
    expect(await verdictOn(await between.issue())).toContain(reason);
  });

  it("signs with SHA-1 in vain", async () => {
    const weak = await createAuthority({ algorithm: "sha1" });
    expect(await verdictOn(await weak.issue(), [weak])).toContain("weak");
  });

  it("that signs itself leads nowhere", async () => {
    const own = await createAuthority({ subject: "CN=Issuing" });
    const leaf = await own.issue();
    expect(await verdictOn({ chain: leaf.certificate + own.certificate })).toContain("no path");
  });

  it("is held to the length that those above allow", async () => {
    const short = await createAuthority({ pathLength: 0 });
    expect(await verdictOn(await short.issue(), [short])).toBe("valid");
    const below = await short.authority();
    expect(await verdictOn(await below.issue(), [short])).toContain("longer than CN=Root allows");
    const first = await root.authority({ subject: "CN=First", pathLength: 0 });
    const second = await first.authority({ subject: "CN=Second" });
    expect(await verdictOn(await second.issue())).toContain("longer than CN=First allows");
  });

  it("that was renewed with the same key is found among those that are sent", async () => {
    const expired = await root.authority({ until: -0.5 });
    const leaf = await issuing.issue();
    expect(await verdictOn({ chain: leaf.certificate + expired.certificate + issuing.certificate })).toBe(
      "valid",
    );
  });

  it("that lead to none but themselves are given up", async () => {
    const one = await createAuthority({ subject: "CN=One" });
    const two = await one.authority({ subject: "CN=Two" });
    const leaf = await two.issue();
    const chain = leaf.certificate + two.certificate + one.certificate;
    expect(await verdictOn({ chain })).toContain("no path");
  });
});

describe("name constraints", () => {
  const constraint = (subtrees: { permitted?: GeneralName[]; excluded?: GeneralName[] }) => {
    const of = (names: GeneralName[] = []) => names.map((base) => new GeneralSubtree({ base }));
    const value = new NameConstraints({
      ...(subtrees.permitted && { permittedSubtrees: of(subtrees.permitted) }),
      ...(subtrees.excluded && { excludedSubtrees: of(subtrees.excluded) }),
    });
    return new Extension("2.5.29.30", true, value.toSchema().toBER());
  };
  const dns = (value: string) => new GeneralName({ type: 2, value });

  it.each<[string, string[], string]>([
    ["inside", ["a.partner.test"], "valid"],
    ["outside", ["a.bank.test"], "not among those"],
    ["one inside and one outside", ["a.partner.test", "a.bank.test"], "not among those"],
    ["one that only ends alike", ["evilpartner.test"], "not among those"],
    ["excluded", ["secret.partner.test"], "not among those"],
  ])("hold for every name: %s", async (_what, names, expected) => {
    const extensions = [
      constraint({ permitted: [dns("partner.test")], excluded: [dns("secret.partner.test")] }),
    ];
    const between = await root.authority({ extensions });
    const leaf = await between.issue({ names: names.map((value) => ({ type: "dns", value })) });
    expect(await verdictOn(leaf)).toContain(expected);
  });

  it("can't be widened by an authority below, and hold for a trusted one as well", async () => {
    const first = await root.authority({ extensions: [constraint({ permitted: [dns("partner.test")] })] });
    const second = await first.authority({ extensions: [constraint({ permitted: [dns("bank.test")] })] });
    const leaf = await second.issue({ names: [{ type: "dns", value: "a.bank.test" }] });
    expect(await verdictOn(leaf)).toContain("not among those that CN=Issuing may certify");
    expect(await verdictOn(leaf, [first])).toContain("not among those");
  });

  it("of a kind that can't be checked are refused", async () => {
    const between = await root.authority({
      extensions: [constraint({ permitted: [new GeneralName({ type: 8, value: "1.2.3" })] })],
    });
    expect(await verdictOn(await between.issue())).toContain("are not understood");
  });
});

describe("whom a rule names", () => {
  it.each<[CertificateMatch, boolean]>([
    [{ type: "dns", value: "a.partner.test" }, true],
    [{ type: "dns", value: "partner.test" }, false],
    [{ type: "uri", value: "spiffe://bank/partner" }, true],
    [{ type: "email", value: "Ops@partner.test" }, true],
    [{ type: "ip", value: "10.0.0.1" }, true],
    [{ type: "ip", value: "2001:db8::1" }, true],
    [{ type: "cn", value: "Partner" }, false],
    [{ type: "cn", value: "a.partner.test" }, false],
    [{ type: "thumbprint", value: "0".repeat(64) }, false],
  ])("%j: %s", async (match, isNamed) => {
    const leaf = await root.issue({
      names: [
        { type: "dns", value: "A.partner.test" },
        { type: "url", value: "spiffe://bank/partner" },
        { type: "email", value: "Ops@Partner.test" },
        { type: "ip", value: "10.0.0.1" },
        { type: "ip", value: "2001:db8:0::1" },
      ],
    });
    expect(await verdictOn(leaf, [root], [match])).toContain(
      isNamed ? "valid" : "none that the profile names",
    );
  });

  it("can be one certificate, and then no other of the same name", async () => {
    const [leaf, other] = [await root.issue(), await root.issue()];
    const value = new X509Certificate(leaf.certificate).fingerprint256.replaceAll(":", "").toLowerCase();
    expect(await verdictOn(leaf, [root], [{ type: "thumbprint", value }])).toBe("valid");
    expect(await verdictOn(other, [root], [{ type: "thumbprint", value }])).toContain("none that");
    expect(await verdictOn(leaf, [root], [])).toContain("none that");
  });
});
