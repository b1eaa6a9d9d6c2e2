import type { KeyObject } from "node:crypto";
import { randomId } from "@zerq/crypto/random";
import { openBytes, SealError, sealBytes } from "@zerq/crypto/sealed-value";
import { ProtocolError } from "./protocol-error.ts";

/** What a kept file is made of: signed messages as they came, so that its reader proves them anew. */
export type KeptKind = "full" | "delta" | "head";
export type KeptRecord = { readonly kind: KeptKind; readonly text: string };

const MAGIC = Buffer.from("zerq-config-1\n");
const ID_LENGTH = randomId().length;
const LENGTH_BYTES = 4;
const letters: Readonly<Record<KeptKind, string>> = { full: "F", delta: "D", head: "H" };
const kinds: Readonly<Record<string, KeptKind>> = { F: "full", D: "delta", H: "head" };

/** Whose file it is: a record opens only there. */
export type KeptPlace = { readonly deployment: string; readonly audience: string };

/** A file's beginning: its format, and an id that ties its records to it. */
export function newKeptFile(): { readonly id: string; readonly head: Buffer } {
  const id = randomId();
  return { id, head: Buffer.concat([MAGIC, Buffer.from(id)]) };
}

/**
 * A record as it stands in the file: its length (4 bytes), then AES-256-GCM over kind and text, bound to the deployment, the
 * audience, the file and its number in it, so that none can be moved, left out or taken from elsewhere.
 * @param key derived with the label "last-known-good"
 * @param at the file's id and how many records stand before
 */
export function sealRecord(
  key: KeyObject,
  place: KeptPlace,
  at: { readonly id: string; readonly index: number },
  { kind, text }: KeptRecord,
): Buffer {
  const sealed = sealBytes(key, letters[kind] + text, placeOf(place, at));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(sealed.length);
  return Buffer.concat([length, sealed]);
}

/** What is in a kept file, and where the next record goes. */
export type KeptContent = {
  readonly id: string;
  readonly records: readonly KeptRecord[];
  /** Bytes up to the end of the last whole record: a process that died while it wrote leaves a part behind. */
  readonly end: number;
  /** Whether it is under one of the later keys: then it doesn't open any more once that one is gone. */
  readonly isUnderLaterKey: boolean;
};

/**
 * Opens a file.
 * @param keys the first that fits the first record has to fit all of them
 * @throws ProtocolError `malformed` or `bad-signature`; then nothing of it can be believed
 */
export function openKeptFile(keys: readonly KeyObject[], place: KeptPlace, bytes: Buffer): KeptContent {
  const begin = MAGIC.length + ID_LENGTH;
  if (bytes.length < begin || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw new ProtocolError("malformed", "the kept config");
  const id = bytes.toString("latin1", MAGIC.length, begin);
  const records: KeptRecord[] = [];
  let key: KeyObject | undefined;
  let end = begin;
  while (bytes.length - end >= LENGTH_BYTES) {
    const from = end + LENGTH_BYTES;
    const to = from + bytes.readUInt32BE(end);
    if (to > bytes.length) break;
    const sealed = bytes.subarray(from, to);
    const at = placeOf(place, { id, index: records.length });
    key ??= keys.length === 1 ? keys[0] : keys.find((each) => opened(each, sealed, at) !== undefined);
    if (key === undefined) throw refused(records.length);
    records.push(readRecord(key, sealed, at, records.length));
    end = to;
  }
  return { id, records, end, isUnderLaterKey: key !== undefined && key !== keys[0] };
}

function readRecord(key: KeyObject, sealed: Buffer, at: string[], index: number): KeptRecord {
  const plain = opened(key, sealed, at);
  const kind = plain && kinds[plain.toString("latin1", 0, 1)];
  if (plain === undefined || kind === undefined) throw refused(index);
  return { kind, text: plain.toString("utf8", 1) };
}

function opened(key: KeyObject, sealed: Buffer, at: string[]): Buffer | undefined {
  try {
    return openBytes(key, sealed, at);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

function refused(index: number): ProtocolError {
  const what = "the kept config: it was altered, or belongs to another deployment, group or key";
  return new ProtocolError("bad-signature", `${what} (record ${index})`);
}

function placeOf(
  { deployment, audience }: KeptPlace,
  { id, index }: { readonly id: string; readonly index: number },
): string[] {
  return ["last-known-good", deployment, audience, id, String(index)];
}
