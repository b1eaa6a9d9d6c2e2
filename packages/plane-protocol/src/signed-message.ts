import { textHash } from "@zerq/crypto/hash-chain";
import type { Signer, Verifier } from "@zerq/crypto/signing";
import { z } from "zod";
import { understood } from "./later-schema.ts";
import { ProtocolError } from "./protocol-error.ts";

/** A message between the planes: the payload as the exact text that was signed, and its signature. */
const envelope = z
  .object({ payload: z.string(), alg: z.string(), keyId: z.string(), sig: z.string() })
  .strict();

/** Domain separation: the kind of message is part of what is signed, so that none passes for another. */
export type MessageKind = "delta" | "full-snapshot" | "head" | "command" | "clock";

/** Most characters of a message: whoever can write to Redis must not be able to make a follower parse without end. */
export const longest: Readonly<Record<MessageKind, number>> = {
  delta: 32 * 1024 * 1024,
  "full-snapshot": 256 * 1024 * 1024,
  head: 16 * 1024,
  command: 1024 * 1024,
  clock: 16 * 1024,
};

/** Signs a payload. @returns the message's text and the hash of its payload (base64url of SHA-256) */
export function signMessage(
  signer: Signer,
  kind: MessageKind,
  payload: object,
): { text: string; hash: string } {
  const body = JSON.stringify(payload);
  const signature = signer.sign(signedBytes(kind, body));
  return { text: JSON.stringify({ payload: body, ...signature }), hash: textHash(body) };
}

/**
 * Verifies a message before its payload is parsed.
 * @returns the payload, and the text of it that was signed
 * @throws ProtocolError `malformed`, `bad-signature` or `schema-version`
 */
export function openMessage<T extends z.ZodObject>(
  verifier: Verifier,
  kind: MessageKind,
  schema: T,
  text: string,
): { payload: z.infer<T>; body: string } {
  const { payload: body, ...signature } = parseEnvelope(kind, text);
  if (!verifier.verify(signedBytes(kind, body), signature))
    throw badSignature(verifier, kind, signature.keyId);
  return { payload: parsePayload(kind, schema, body), body };
}

/** @param keyId as the message claims it */
export function badSignature(verifier: Verifier, kind: MessageKind, keyId: string): ProtocolError {
  // Not by its id: whoever sends many with another one each must not fill the log.
  const isKnown = verifier.keyIds.includes(keyId);
  return new ProtocolError("bad-signature", isKnown ? kind : `${kind} by a key that is not trusted here`);
}

/** A payload that is proved to be what was signed. @throws ProtocolError `malformed` or `schema-version` */
export function parsePayload<T extends z.ZodObject>(kind: MessageKind, schema: T, body: string): z.infer<T> {
  const parsed = schema.safeParse(understood(kind, schema, parseJson(kind, body)));
  if (!parsed.success)
    throw new ProtocolError("schema-version", `${kind} (${parsed.error.issues[0]?.message})`);
  return parsed.data;
}

/** A message that still lacks its signature: what is signed, and the payload as it stands in the message. */
export type UnsignedMessage = { readonly signed: Uint8Array; readonly payload: Uint8Array };

/** For messages so large that they are made on another thread than the one that holds the key. @param body JSON */
export function unsignedMessage(kind: MessageKind, body: string): UnsignedMessage {
  return { signed: signedBytes(kind, body), payload: Buffer.from(JSON.stringify(body)) };
}

/** @returns the message's text as bytes */
export async function signUnsigned(signer: Signer, { signed, payload }: UnsignedMessage): Promise<Buffer> {
  const signature = JSON.stringify(await signer.signApart(signed));
  return Buffer.concat([Buffer.from('{"payload":'), payload, Buffer.from(`,${signature.slice(1)}`)]);
}

/**
 * The id of the key that a message says it was signed with, without reading what it says. Nothing is proved by it.
 * @param text the message, or its end alone (`SIGNER_WITHIN` characters)
 */
export function claimedSigner(text: string): string | undefined {
  return /"keyId":"([0-9a-f]{1,64})","sig":"[^"]*"\}$/.exec(text.slice(-SIGNER_WITHIN))?.[1];
}

/** Characters at a message's end that the names of key and algorithm and the signature are in. */
export const SIGNER_WITHIN = 256;

/** The parts of a message, of which nothing is proved yet. @throws ProtocolError `malformed` */
export function parseEnvelope(kind: MessageKind, text: string): z.infer<typeof envelope> {
  refuseLong(kind, text);
  const parsed = envelope.safeParse(parseJson(kind, text));
  if (!parsed.success) throw new ProtocolError("malformed", kind);
  return parsed.data;
}

function parseJson(kind: MessageKind, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError("malformed", kind);
  }
}

/** @throws ProtocolError `malformed` for a message that is too long to be read */
export function refuseLong(kind: MessageKind, text: string): void {
  if (text.length > longest[kind]) throw new ProtocolError("malformed", kind);
}

/** What is signed before the payload, for a payload that comes in pieces. */
export function signedPrefix(kind: MessageKind): Buffer {
  return signedBytes(kind, "");
}

function signedBytes(kind: MessageKind, body: string): Buffer {
  return Buffer.from(`zerq:${kind}:${body}`);
}
