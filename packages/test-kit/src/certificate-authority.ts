import "@zerq/dev-stack/certificate/reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
} from "@peculiar/x509";

const DAY_MS = 86_400_000;

const algorithms = {
  p256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  rsa: rsa("SHA-256", 2_048),
  shortRsa: rsa("SHA-256", 1_024),
  sha1: rsa("SHA-1", 2_048),
  pss: { ...rsa("SHA-256", 2_048), name: "RSA-PSS", saltLength: 32 },
  ed25519: { name: "Ed25519" },
} as const;

export type TestAlgorithm = keyof typeof algorithms;

/** What a test doesn't name is that of a good certificate. */
export type IssueOptions = {
  subject?: string;
  names?: JsonGeneralName[];
  /** Days from now; negative ones are in the past. */
  from?: number;
  until?: number;
  isAuthority?: boolean;
  pathLength?: number;
  /** Null leaves the extension out. */
  keyUsage?: KeyUsageFlags | null;
  purposes?: string[] | null;
  extensions?: Extension[];
  algorithm?: TestAlgorithm;
};

/** A certificate and its key, both PEM; `chain` has the authorities that lead to the first one behind it. */
export type Issued = {
  certificate: string;
  privateKey: string;
  chain: string;
  /** Hex. */
  serial: string;
  der: Buffer;
};

export type TestAuthority = Issued & {
  issue(options?: IssueOptions): Promise<Issued>;
  /** An authority below this one. */
  authority(options?: IssueOptions): Promise<TestAuthority>;
  /** A revocation list as PEM. @param days from now, until the next one comes */
  revocationList(serials: readonly string[], days?: number, extensions?: Extension[]): Promise<string>;
};

export { Extension, KeyUsageFlags };
export const clientAuth = "1.3.6.1.5.5.7.3.2";
export const serverAuth = "1.3.6.1.5.5.7.3.1";

/** A root authority (RFC 5280) with a key of its own. */
export async function createAuthority(options: IssueOptions = {}): Promise<TestAuthority> {
  const keys = await newKeys(options.algorithm ?? "p256");
  return authorityOf({ subject: "CN=Root", isAuthority: true, ...options }, keys, undefined);
}

/** A key as the library's types have it: those of a browser, where there are any. */
type Key = NonNullable<Parameters<typeof X509CrlGenerator.create>[0]["signingKey"]>;
type Keys = { pair: { publicKey: Key; privateKey: Key }; algorithm: TestAlgorithm };
type Issuer = { subject: string; keys: Keys; chain: string };

async function authorityOf(options: IssueOptions, keys: Keys, issuer: Issuer | undefined) {
  const issued = await sign(options, keys, issuer);
  // A root is known to whoever trusts it, so it is no part of what is sent.
  const chain = issuer === undefined ? "" : issued.certificate + issuer.chain;
  const self: Issuer = { subject: options.subject ?? "", keys, chain };
  const authority: TestAuthority = {
    ...issued,
    issue: async (more = {}) => sign(more, await newKeys(more.algorithm ?? "p256"), self),
    authority: async (more = {}) =>
      authorityOf(
        { subject: "CN=Issuing", isAuthority: true, ...more },
        await newKeys(more.algorithm ?? "p256"),
        self,
      ),
    async revocationList(serials, days = 1, extensions = []) {
      const crl = await X509CrlGenerator.create({
        issuer: self.subject,
        thisUpdate: new Date(Date.now() + Math.min(days, 0) * 2 * DAY_MS - 60_000),
        nextUpdate: new Date(Date.now() + days * DAY_MS),
        entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date() })),
        extensions,
        signingAlgorithm: algorithms[keys.algorithm],
        signingKey: keys.pair.privateKey,
      });
      // Everybody else, OpenSSL first, calls it so (RFC 7468 section 6).
      return `${crl.toString("pem").replaceAll(" CRL-----", " X509 CRL-----")}\n`;
    },
  };
  return authority;
}

async function sign(options: IssueOptions, keys: Keys, issuer: Issuer | undefined): Promise<Issued> {
  const { subject = "CN=partner", from = -1, until = 1, isAuthority = false, names = [] } = options;
  const usage = isAuthority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature;
  const { keyUsage = usage, purposes = isAuthority ? null : [clientAuth] } = options;
  const serial = `4${randomBytes(8).toString("hex").slice(1)}`;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial,
    subject,
    issuer: issuer?.subject ?? subject,
    notBefore: new Date(Date.now() + from * DAY_MS),
    notAfter: new Date(Date.now() + until * DAY_MS),
    publicKey: keys.pair.publicKey,
    signingKey: (issuer?.keys ?? keys).pair.privateKey,
    signingAlgorithm: algorithms[(issuer?.keys ?? keys).algorithm],
    extensions: [
      new BasicConstraintsExtension(isAuthority, options.pathLength, true),
      ...(keyUsage === null ? [] : [new KeyUsagesExtension(keyUsage, true)]),
      ...(purposes === null ? [] : [new ExtendedKeyUsageExtension(purposes)]),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
      ...(options.extensions ?? []),
    ],
  });
  const pem = `${certificate.toString("pem")}\n`;
  return {
    certificate: pem,
    privateKey: await privateKeyOf(keys),
    chain: pem + (issuer?.chain ?? ""),
    serial,
    der: Buffer.from(certificate.rawData),
  };
}

async function newKeys(algorithm: TestAlgorithm): Promise<Keys> {
  const pair = await webcrypto.subtle.generateKey(algorithms[algorithm], true, ["sign", "verify"]);
  return { pair: pair as unknown as Keys["pair"], algorithm };
}

async function privateKeyOf({ pair }: Keys): Promise<string> {
  const key = pair.privateKey as webcrypto.CryptoKey;
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n");
}

function rsa(hash: string, modulusLength: number) {
  return { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent: new Uint8Array([1, 0, 1]), hash };
}
