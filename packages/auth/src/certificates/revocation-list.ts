import { BitString, fromBER } from "asn1js";
import { AlgorithmIdentifier } from "pkijs";
import { CertificateError } from "./certificate-error.ts";
import { type DerElement, DerError, derTag, readElements, readSingle, readTime } from "./der.ts";
import type { ReadCertificate } from "./read-certificate.ts";
import { isStrong } from "./refuse-weak.ts";
import { engine } from "./validate-path.ts";

/** Bit of keyUsage. */
const CRL_SIGN = 0x02;

/** A list of revoked certificates (RFC 5280 section 5); its signature is not verified before `isSignedBy`. */
export type RevocationList = {
  /** The issuer's name as DER: it is compared by its bytes. */
  readonly issuer: Buffer;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Lower-case hex, without leading zeros. */
  readonly revoked: ReadonlySet<string>;
  readonly signed: Buffer;
  readonly algorithm: Buffer;
  readonly signature: Buffer;
};

/** @throws CertificateError for what is no complete list of one authority, or one that says too little */
export function readRevocationList(der: Buffer): RevocationList {
  try {
    return read(der);
  } catch (error) {
    if (error instanceof DerError) throw new CertificateError("a revocation list can't be read");
    throw error;
  }
}

function read(der: Buffer): RevocationList {
  const [signed, algorithm, signature] = [...readElements(readSingle(der, derTag.sequence).content)];
  if (signed?.tag !== derTag.sequence || algorithm === undefined || signature?.tag !== derTag.bitString)
    throw new DerError("not a list");
  const parts = [...readElements(signed.content)];
  if (parts[0]?.tag === derTag.integer) parts.shift();
  const [inner, issuer, thisUpdate, ...rest] = parts;
  if (inner === undefined || issuer === undefined || thisUpdate === undefined)
    throw new DerError("not a list");
  if (!inner.bytes.equals(algorithm.bytes))
    throw new CertificateError("a revocation list names two algorithms");
  const [nextUpdate, ...optional] = rest;
  if (nextUpdate === undefined || ![derTag.utcTime, derTag.generalizedTime].some((t) => t === nextUpdate.tag))
    throw new CertificateError("a revocation list doesn't say when the next one comes (nextUpdate)");
  const entries = optional[0]?.tag === derTag.sequence ? optional.shift() : undefined;
  for (const extensions of optional) refuseScoped(readSingle(extensions.content, derTag.sequence));
  return {
    issuer: issuer.bytes,
    thisUpdate: readTime(thisUpdate),
    nextUpdate: readTime(nextUpdate),
    revoked: new Set(entries === undefined ? [] : serialsOf(entries)),
    signed: signed.bytes,
    algorithm: algorithm.bytes,
    signature: signature.bytes,
  };
}

function* serialsOf(entries: DerElement): Generator<string> {
  for (const entry of readElements(entries.content)) {
    const [serial, , extensions] = [...readElements(entry.content)];
    if (serial?.tag !== derTag.integer) throw new DerError("not an entry");
    // Another issuer's certificate (an indirect list) is marked critical (RFC 5280 section 5.3.3).
    if (extensions !== undefined) refuseScoped(extensions);
    yield serial.content.toString("hex").replace(/^0+(?=.)/, "");
  }
}

/**
 * Anything critical limits what the list is about, or says that it is only a difference to another one (RFC 5280 sections
 * 5.2.4 and 5.2.5). Taken for the whole, such a list would let revoked certificates in.
 */
function refuseScoped(extensions: DerElement): void {
  for (const extension of readElements(extensions.content)) {
    const [, flag] = [...readElements(extension.content)];
    if (flag?.tag === derTag.boolean && flag.content[0] !== 0)
      throw new CertificateError(
        "a revocation list is partial, indirect or a delta; only complete ones are taken",
      );
  }
}

export function isOfIssuer(list: RevocationList, issuer: ReadCertificate): boolean {
  return list.issuer.equals(Buffer.from(issuer.parsed.subject.valueBeforeDecode));
}

/** Whether the authority has signed it, may sign lists, and used an algorithm that is strong enough. */
export async function isSignedBy(
  list: RevocationList,
  { parsed, keyUsage }: ReadCertificate,
): Promise<boolean> {
  if (keyUsage !== undefined && (keyUsage & CRL_SIGN) === 0) return false;
  try {
    const algorithm = new AlgorithmIdentifier({ schema: fromBER(list.algorithm).result });
    const signature = fromBER(list.signature).result;
    if (!isStrong(algorithm) || !(signature instanceof BitString)) return false;
    return await engine.verifyWithPublicKey(list.signed, signature, parsed.subjectPublicKeyInfo, algorithm);
  } catch {
    return false;
  }
}
