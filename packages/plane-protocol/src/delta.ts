import { textHash } from "@zerq/crypto/hash-chain";
import type { Signer, Verifier } from "@zerq/crypto/signing";
import { z } from "zod";
import { readableVersion, understood } from "./later-schema.ts";
import { ProtocolError } from "./protocol-error.ts";
import { openMessage, parsePayload, signMessage } from "./signed-message.ts";

/** One chain for each audience: it holds only what that audience may know. */
export type Audience = `gateway:${string}` | "portal";

const change = z.discriminatedUnion("op", [
  z.object({ op: z.literal("put"), kind: z.string(), id: z.string(), entity: z.unknown() }).strict(),
  z.object({ op: z.literal("delete"), kind: z.string(), id: z.string() }).strict(),
]);

/** What came with version N for one audience; `previousHash` is the hash of delta N−1, empty for version 1. */
const deltaPayload = z
  .object({
    schemaVersion: readableVersion,
    deployment: z.string(),
    epoch: z.number().int().nonnegative(),
    audience: z.string(),
    version: z.number().int().positive(),
    previousHash: z.string(),
    /** Milliseconds since the epoch, by management's clock. */
    time: z.number().int(),
    changes: z.array(change),
  })
  .strict();

const fullPayload = z
  .object({
    schemaVersion: readableVersion,
    deployment: z.string(),
    epoch: z.number().int().nonnegative(),
    audience: z.string(),
    version: z.number().int().nonnegative(),
    /** The hash of delta `version`, so that the next delta can be chained to this snapshot. */
    hash: z.string(),
    time: z.number().int(),
    entities: z.record(z.string(), z.array(z.unknown())),
  })
  .strict();

const headPayload = z
  .object({
    /** Heads of the first schema don't say it. */
    schemaVersion: readableVersion.optional(),
    deployment: z.string(),
    epoch: z.number().int().nonnegative(),
    audience: z.string(),
    version: z.number().int().nonnegative(),
    hash: z.string(),
    time: z.number().int(),
  })
  .strict();

export type EntityChange = z.infer<typeof change>;
export type DeltaPayload = z.infer<typeof deltaPayload>;
export type SignedDelta = DeltaPayload & { hash: string };
export type FullSnapshotPayload = z.infer<typeof fullPayload>;
export type HeadPayload = z.infer<typeof headPayload>;

export function signDelta(signer: Signer, payload: DeltaPayload): { text: string; hash: string } {
  return signMessage(signer, "delta", payload);
}

/** @throws ProtocolError */
export function openDelta(verifier: Verifier, text: string): SignedDelta {
  const { payload, body } = openMessage(verifier, "delta", deltaPayload, text);
  return { ...payload, hash: textHash(body) };
}

/** A delta whose body is proved to be what was signed, by its hash. @throws ProtocolError */
export function readDelta(body: string, hash: string): SignedDelta {
  return { ...parsePayload("delta", deltaPayload, body), hash };
}

export function signFullSnapshot(signer: Signer, payload: FullSnapshotPayload): string {
  return signMessage(signer, "full-snapshot", payload).text;
}

/** @throws ProtocolError */
export function openFullSnapshot(verifier: Verifier, text: string): FullSnapshotPayload {
  return openMessage(verifier, "full-snapshot", fullPayload, text).payload;
}

/** A payload that was verified. @throws ProtocolError `schema-version` */
export function readFullPayload(payload: unknown): FullSnapshotPayload {
  const read = fullPayload.safeParse(understood("full-snapshot", fullPayload, payload));
  if (read.success) return read.data;
  throw new ProtocolError("schema-version", `full-snapshot (${read.error.issues[0]?.message})`);
}

export function signHead(signer: Signer, payload: HeadPayload): string {
  return signMessage(signer, "head", payload).text;
}

/** @throws ProtocolError */
export function openHead(verifier: Verifier, text: string): HeadPayload {
  return openMessage(verifier, "head", headPayload, text).payload;
}
