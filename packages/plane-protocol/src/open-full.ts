import type { Verifier } from "@zerq/crypto/signing";
import { type FullSnapshotPayload, readFullPayload } from "./delta.ts";
import { badSignature, parseEnvelope, refuseLong, signedPrefix } from "./signed-message.ts";
import { parsed, type SplitFull, splitFull } from "./split-full.ts";
import type { Turns } from "./turns.ts";

/** Characters of a message that are read in one step. */
const SLICE_LENGTH = 256 * 1024;
/** How a message begins that holds nothing but the four members of an envelope in their order. */
const BEGIN = '{"payload":"';
const END = /","alg":"([A-Za-z0-9]{1,16})","keyId":"([0-9a-f]{1,64})","sig":"([A-Za-z0-9_-]{1,256})"\}$/;
/** More than END can match. */
const END_WITHIN = 512;

/** A full snapshot that has been verified; its entities are parsed group by group. */
type OpenedFull = {
  readonly payload: Omit<FullSnapshotPayload, "entities">;
  /** @throws ProtocolError `malformed` */
  groups(): Generator<{ readonly kind: string; readonly entities: readonly unknown[] }>;
};

/**
 * As openFullSnapshot, of a message that may have many megabytes, for a thread on which requests wait meanwhile: read in slices,
 * verified on a thread of the pool, and parsed in groups.
 * @throws ProtocolError `malformed`, `bad-signature` or `schema-version`, WorkIsOver
 */
export async function openFullInTurns(verifier: Verifier, text: string, turns: Turns): Promise<OpenedFull> {
  refuseLong("full-snapshot", text);
  const body = await verifiedBody(verifier, text, turns);
  const { rest, groups }: SplitFull = await turns.take(splitFull(body));
  const { entities: _, ...payload } = readFullPayload(parsed(rest));
  return {
    payload,
    *groups() {
      for (const { kind, from, to } of groups)
        yield { kind, entities: parsed(`[${body.slice(from, to)}]`) as unknown[] };
    },
  };
}

async function verifiedBody(verifier: Verifier, text: string, turns: Turns): Promise<string> {
  const { pieces, signature } = await read(text, turns);
  const bytes: Buffer[] = [signedPrefix("full-snapshot")];
  for (const piece of pieces) {
    bytes.push(Buffer.from(piece));
    await turns.next();
  }
  if (!(await verifier.verifyApart(Buffer.concat(bytes), signature)))
    throw badSignature(verifier, "full-snapshot", signature.keyId);
  return pieces.join("");
}

/** The payload's text in pieces. Where a message is written in another way than ours are, it is one piece. */
async function read(text: string, turns: Turns) {
  const end = text.startsWith(BEGIN) ? END.exec(text.slice(-END_WITHIN)) : null;
  if (end === null) {
    const { payload, ...signature } = parseEnvelope("full-snapshot", text);
    return { pieces: [payload], signature };
  }
  const [tail, alg = "", keyId = "", sig = ""] = end;
  const pieces = await turns.take(unescaped(text, BEGIN.length, text.length - tail.length));
  return { pieces, signature: { alg, keyId, sig } };
}

/** The JSON string that stands there. It is cut before braces, which are no part of any escape (RFC 8259 section 7). */
function* unescaped(text: string, begin: number, end: number): Generator<void, string[]> {
  const pieces: string[] = [];
  for (let from = begin; from < end; ) {
    const brace = from + SLICE_LENGTH < end ? text.indexOf("{", from + SLICE_LENGTH) : -1;
    const to = brace === -1 || brace > end ? end : brace;
    const piece = parsed(`"${text.slice(from, to)}"`);
    pieces.push(piece as string);
    from = to;
    yield;
  }
  return pieces;
}
