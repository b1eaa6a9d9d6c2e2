import type { KeyObject } from "node:crypto";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import { z } from "zod";
import { capturedBodies, capturedHeaders } from "./captured.ts";
import {
  AUTHENTICATOR_BYTES,
  authenticate,
  authenticateInPlace,
  openAuthenticated,
} from "./sealed-report.ts";

const id = z.string().regex(/^[0-9a-f]{24}$/);
const count = z.number().int().nonnegative();

/**
 * One entry for each request, refusals included (product.md section 2). Times in milliseconds, sizes in bytes. What a later gateway
 * adds to it is left out.
 */
export const requestLogEntry = z.object({
  /** Unique; management drops an entry that it has already. */
  id: z.string().min(8).max(64),
  requestId: z.string().max(128),
  time: count,
  method: z.string().max(32),
  path: z.string().max(8192),
  /** The matched route's template, such as `/payments/transactions/{id}`; null when none matched. */
  route: z.string().max(2048).nullable(),
  upstream: z.string().max(2048).nullable(),
  status: z.number().int().min(0).max(999),
  error: z.string().max(64).nullable(),
  /** Why it was refused, in words for operators; never sent to the caller. */
  deny: z.string().max(500).nullable(),
  latencyMs: z.number().nonnegative(),
  upstreamMs: z.number().nonnegative().nullable(),
  bytesIn: count,
  bytesOut: count,
  clientId: id.nullable(),
  profileId: id.nullable(),
  collectionId: id.nullable(),
  proxyId: id.nullable(),
  ip: z.string().max(64),
  userAgent: z.string().max(512),
  gateway: z.string().max(200),
  /** The version of the profile's token or secret that was proved; not in entries of older gateways. */
  versionId: id.nullable().optional(),
  /**
   * Of a call whose credential was not valid: the client that it named, with a profile of that client's. Anybody can name them, so
   * it is never what `clientId` says.
   */
  claimedClientId: id.optional(),
  /** Only where the proxy's `capture` asks for it. */
  headers: capturedHeaders.optional(),
  bodies: capturedBodies.optional(),
});

const requestLogBatch = z.object({
  instanceId: z.string().max(200),
  /** How many entries this worker has dropped since it started, because its buffer was full. */
  dropped: count,
  entries: z.array(requestLogEntry).max(5_000),
});

export type RequestLogEntry = z.infer<typeof requestLogEntry>;
export type RequestLogBatch = z.infer<typeof requestLogBatch>;

/** @param key derived from SNAPSHOT_KEY with the label "logs" */
export function sealBatch(key: KeyObject, batch: RequestLogBatch): string {
  return authenticate(key, "request-log", batch);
}

/** Most entries of one batch. */
export const BATCH_ENTRIES = 500;

/**
 * A batch that is put together as bytes, entry by entry, and sealed in place: under load, entries that wait as objects are
 * what a gateway's garbage collector is busy with. The result is what `sealBatch` gives.
 */
export class BatchWriter {
  readonly #bytes: Buffer;
  #end = 0;
  #count = 0;

  /** @param size in bytes; the largest entry is about 70 kB, and 350 kB with captured bodies */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
    this.clear();
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
    this.#end = AUTHENTICATOR_BYTES;
    this.#end += this.#bytes.write('{"entries":[', this.#end, "latin1");
  }

  /** @returns false when there is no room: seal and clear it first */
  add(entry: RequestLogEntry): boolean {
    const text = JSON.stringify(entry);
    if (this.#count === BATCH_ENTRIES || !this.#hasRoomFor(text)) return false;
    if (this.#count > 0) this.#end += this.#bytes.write(",", this.#end, "latin1");
    this.#end += this.#bytes.write(text, this.#end, "utf8");
    this.#count += 1;
    return true;
  }

  /** The rest is for comma and end. A UTF-16 unit is at most three bytes of UTF-8; they are counted only where that decides. */
  #hasRoomFor(text: string): boolean {
    const room = this.#bytes.length - this.#end - 512;
    return text.length * 3 <= room || (text.length <= room && Buffer.byteLength(text) <= room);
  }

  /**
   * @param key derived from SNAPSHOT_KEY with the label "logs"
   * @returns the sealed batch: a part of the writer's own buffer, good until `clear`
   */
  seal(key: KeyObject, batch: Omit<RequestLogBatch, "entries">): Buffer {
    const tail = `],"instanceId":${JSON.stringify(batch.instanceId)},"dropped":${batch.dropped}}`;
    const end = this.#end + this.#bytes.write(tail, this.#end, "utf8");
    const message = this.#bytes.subarray(0, end);
    authenticateInPlace(key, "request-log", message);
    return message;
  }
}

/** @throws ProtocolError for a forged, malformed or oversized batch */
export function openBatch(keys: AcceptedKeys, text: string): RequestLogBatch {
  return openAuthenticated(keys, "request-log", requestLogBatch, text, 16 * 1024 * 1024);
}
