import { X509Certificate } from "node:crypto";
import { PresentedCertificate } from "@zerq/auth/certificates/presented-certificate";
import type { AddressSet } from "../address/address-set.ts";
import type { RequestContext } from "./context.ts";

/** Headers in which proxies tell the certificates of their callers. */
export type CertificateHeader = {
  /** Whose word counts. */
  readonly proxies: AddressSet;
  /** Lower case; undefined: the two of RFC 9440. */
  readonly name: string | undefined;
};

/** The two headers of RFC 9440 as they came; the first is a list when there were several. */
export type ClientCertHeaders = {
  readonly clientCert: string | undefined;
  readonly clientCertChain: string | undefined;
};

/** A chain as text, at most; node:http limits all headers together. */
const MAX_CHAIN = 8;

/**
 * Takes what a trusted proxy says of its caller's certificate. For such a proxy's requests nothing else counts: the
 * certificate of the connection itself is the proxy's. A named header is dropped, whoever sends it; those of RFC 9440 are
 * reserved names anyway.
 */
export function takeCertificateHeader(
  context: RequestContext,
  { proxies, name }: CertificateHeader,
  { clientCert, clientCertChain }: ClientCertHeaders,
): void {
  const named = name === undefined ? [] : dropNamed(context, name);
  if (!proxies.has(context.exchange.peer.address)) return;
  const values = name === undefined ? (clientCert?.split(",") ?? []) : named;
  // Which of two was written by the proxy can't be known.
  if (values.length > 1) context.repeatedIdentity = name ?? "Client-Cert";
  const [value] = values;
  const certificates =
    value === undefined ? [] : certificatesOf(value, name === undefined ? clientCertChain : undefined);
  const [leaf, ...sent] = certificates;
  context.told = leaf === undefined ? null : new PresentedCertificate(leaf, sent);
}

/** @returns the values that came under exactly this name; other spellings of it are dropped as well */
function dropNamed(context: RequestContext, name: string): string[] {
  const { rawHeaders } = context.exchange;
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] as string);
  const rest: string[] = [];
  for (let index = 0; index < context.headers.length; index += 2) {
    const header = context.headers[index] as string;
    if (normalized(header) !== normalized(name)) rest.push(header, context.headers[index + 1] as string);
  }
  context.headers = rest;
  return values;
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll("_", "-").replaceAll(".", "-");
}

/**
 * Either Byte Sequences of RFC 8941 (`:base64:`, RFC 9440 section 2), or PEM, percent-encoded, with the chain behind it.
 * What is neither is handed on as it is: it will be refused as a certificate that can't be read.
 */
function certificatesOf(value: string, chain: string | undefined): Buffer[] {
  const text = value.trim();
  if (text === "") return [];
  if (text.startsWith(":"))
    return [byteSequence(text), ...(chain ?? "").split(",").filter(isText).map(byteSequence)];
  const pem = percentDecoded(text);
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.length === 0 ? [Buffer.from(text)] : blocks.slice(0, MAX_CHAIN).map(derOf);
}

const isText = (item: string) => item.trim() !== "";

function byteSequence(item: string): Buffer {
  const [, base64] = /^:([A-Za-z0-9+/]*={0,2}):$/.exec(item.trim()) ?? [];
  return base64 === undefined ? Buffer.from(item) : Buffer.from(base64, "base64");
}

function derOf(block: string): Buffer {
  try {
    return new X509Certificate(block).raw;
  } catch {
    return Buffer.from(block);
  }
}

/** A plus is a plus: it is a digit of base64. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
