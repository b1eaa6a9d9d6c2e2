import { createVerifier, type Signer } from "@zerq/crypto/signing";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import { type Audience, type FullSnapshotPayload, openHead, signHead } from "@zerq/plane-protocol/delta";
import { claimedSigner, SIGNER_WITHIN, signUnsigned } from "@zerq/plane-protocol/signed-message";
import type { Redis } from "@zerq/service/redis";
import type { Head } from "../changes/head.ts";
import { mapInTurns } from "../database/in-turns.ts";
import { type ConfigVersion, deltaOf } from "./config-version.model.ts";
import { makeFullApart } from "./full-thread.ts";
import {
  CLAIM_FULL,
  fullClaimKey,
  fullMarkKey,
  IS_WHOLE,
  PUBLISH,
  RESET,
  STORE_FULL,
  UNTOUCHED,
} from "./publish-scripts.ts";
import { PushedDeltas } from "./pushed-deltas.ts";

/** Everything an audience may know, at one version. */
export type AudienceSnapshot = { head: Head; entities: FullSnapshotPayload["entities"] };

/** What Redis holds for an audience: versions as texts, since anybody may have written them. */
export type Published = { version: string | null; fullVersion: number; fullTime: number };

type OutboxRow = Pick<ConfigVersion, "_id" | "audienceDeltas" | "deltas">;

export type AudienceChannel = {
  readonly audience: Audience;
  /** Whether the row has a delta for this audience: those of before its chain began have none. */
  isIn(row: OutboxRow): boolean;
  /**
   * Publishes signed deltas in order; rows without one are passed over.
   * @returns the published version, or -1 when Redis has none to go on from
   */
  push(rows: readonly OutboxRow[]): Promise<number>;
  /** The version up to which everything that this process has pushed after `version` is still there as it was. */
  untouchedFrom(version: number): Promise<number>;
  published(): Promise<Published>;
  /** The epoch of the head that stands in Redis; undefined when there is none, or none that this process has the key of. */
  signedEpoch(): Promise<number | undefined>;
  /** Whether a full snapshot, as long as it was when it was stored, and every delta after it are there, under the key in use. */
  isWhole(): Promise<boolean>;
  /** Whether the stored full snapshot says that it is signed with the key that signs now; looked up once for each key. */
  isUnderKeyInUse(): Promise<boolean>;
  /** Whether this instance is the one to make the next full snapshot; another may when it is stored, or half a minute later. */
  claimFull(): Promise<boolean>;
  storeFull(snapshot: AudienceSnapshot): Promise<void>;
  /**
   * Stores a full snapshot that is made of the stored one and the deltas after it. The first one must be made of the database by
   * this process, since another one's software or keys may have made what is stored.
   * @param least the version that it must reach: what was genuine once may have been put back
   * @returns false when there is nothing to go on from that can be trusted
   */
  foldFull(least: number): Promise<boolean>;
  /** Begins anew with a snapshot, if nobody else did. @param lastRow the row of the snapshot's version, if there is one */
  reset(snapshot: AudienceSnapshot, found: string | null, lastRow: ConfigVersion | null): Promise<void>;
  /** @param time when the head was read, or before */
  writeHead(head: Head, time: number): Promise<void>;
};

/** Deltas kept beside the full snapshot: as many as a follower takes before it prefers the snapshot. */
const KEPT_DELTAS = 1_000;
const FULL_CLAIM_MS = 30_000;
/** For instances that looked before it was stored. */
const FULL_STORED_MS = 1_000;
/** Entities that become JSON in one piece. */
const PIECE = 200;

/** One audience's place in Redis. */
export function createAudienceChannel(options: {
  audience: Audience;
  redis: Redis;
  signer: Signer;
  deployment: string;
}): AudienceChannel {
  const { audience, redis, signer, deployment } = options;
  const keys = [fullKey(audience), fullMarkKey(audience), versionKey(audience), deltaKey(audience)];
  const pushed = new PushedDeltas();
  let hasMadeFull = false;
  let seenUnder: string | undefined;

  async function signFull({ head, entities }: AudienceSnapshot, time: number): Promise<Buffer> {
    const { epoch, version, audienceHashes } = head;
    const at = { epoch, version, hash: audienceHashes[audience] ?? "" };
    const pieces = await piecesOf(entities);
    const made = await makeFullApart({ kind: "whole", deployment, audience, time, at, entities: pieces });
    hasMadeFull = true;
    return signUnsigned(signer, made);
  }

  async function store(text: Buffer, version: number, time: number): Promise<void> {
    await redis.eval(STORE_FULL, 3, ...keys.slice(0, 3), text, version, time);
    // Whoever looks again sees what is stored; only a tampered one is wanted again so soon.
    await redis.pexpire(fullClaimKey(audience), FULL_STORED_MS);
  }

  async function readsUnderKeyInUse(): Promise<boolean> {
    // Of another type it isn't ours.
    const end = await redis.getrange(keys[0] ?? "", -SIGNER_WITHIN, -1).catch(() => "");
    seenUnder = claimedSigner(end);
    return seenUnder === signer.keyId;
  }

  /** @throws Error when they are not there, or not to be trusted */
  async function fold(least: number, time: number): Promise<{ text: Buffer; version: number }> {
    const [version, mark] = await redis.mget(versionKey(audience), fullMarkKey(audience));
    const from = Number.parseInt(mark ?? "", 10) + 1;
    const count = Number(version) - from + 1;
    if (!(count >= 0 && count <= KEPT_DELTAS)) throw new Error("no snapshot that the deltas lead on from");
    const earlier = await redis.getBuffer(fullKey(audience));
    const versions = Array.from({ length: count }, (_, index) => String(from + index));
    const deltas = count === 0 ? [] : await redis.hmget(deltaKey(audience), ...versions);
    if (earlier === null || deltas.includes(null)) throw new Error("a snapshot or a delta is gone");
    const job = { kind: "fold", deployment, audience, time, earlier, deltas: deltas as string[] } as const;
    const made = await makeFullApart({ ...job, publicKey: signer.publicKey });
    if (made.version < least) throw new Error("a snapshot or deltas of earlier");
    return { text: await signUnsigned(signer, made), version: made.version };
  }

  return {
    audience,
    isIn: (row) => deltaOf(row, audience) !== undefined,
    async push(rows) {
      const pairs = rows.flatMap((row) => {
        const text = deltaOf(row, audience);
        if (text === undefined) return [];
        pushed.learn(row._id, text);
        return [String(row._id), text];
      });
      const channel = deltaChannel(audience);
      return (await redis.eval(
        PUBLISH,
        2,
        deltaKey(audience),
        versionKey(audience),
        channel,
        KEPT_DELTAS,
        ...pairs,
      )) as number;
    },
    async untouchedFrom(version) {
      const digests = pushed.after(version);
      if (digests.length === 0) return version;
      return (await redis.eval(UNTOUCHED, 1, deltaKey(audience), version, ...digests)) as number;
    },
    async published() {
      const [version = null, mark] = await redis.mget(versionKey(audience), fullMarkKey(audience));
      const [, fullVersion, fullTime] = /^(\d{1,15}):(\d{1,15}):\d{1,15}$/.exec(mark ?? "") ?? [];
      return { version, fullVersion: Number(fullVersion ?? -1), fullTime: Number(fullTime ?? 0) };
    },
    async signedEpoch() {
      const [text] = await redis.mget(headKey(audience));
      try {
        return openHead(createVerifier([signer.publicKey]), text ?? "").epoch;
      } catch {
        return undefined;
      }
    },
    async isWhole() {
      const isWhole = (await redis.eval(IS_WHOLE, keys.length, ...keys, KEPT_DELTAS)) === 1;
      return isWhole && readsUnderKeyInUse();
    },
    isUnderKeyInUse: async () => seenUnder === signer.keyId || readsUnderKeyInUse(),
    async claimFull() {
      return (await redis.eval(CLAIM_FULL, 1, fullClaimKey(audience), FULL_CLAIM_MS)) === 1;
    },
    async storeFull(snapshot) {
      const time = Date.now();
      await store(await signFull(snapshot, time), snapshot.head.version, time);
    },
    async foldFull(least) {
      if (!hasMadeFull) return false;
      const time = Date.now();
      const folded = await fold(least, time).catch(() => undefined);
      if (folded === undefined) return false;
      await store(folded.text, folded.version, time);
      return true;
    },
    async reset(snapshot, found, lastRow) {
      const time = Date.now();
      await redis.eval(
        RESET,
        keys.length,
        ...keys,
        await signFull(snapshot, time),
        snapshot.head.version,
        time,
        found ?? "",
        deltaChannel(audience),
        (lastRow === null ? undefined : deltaOf(lastRow, audience)) ?? "",
      );
    },
    async writeHead({ epoch, version, audienceHashes }, time) {
      const hash = audienceHashes[audience] ?? "";
      await redis.set(
        headKey(audience),
        signHead(signer, { deployment, epoch, audience, version, hash, time }),
      );
    },
  };
}

/** Entities as JSON, with turns for others between the pieces. */
async function piecesOf(entities: AudienceSnapshot["entities"]): Promise<Record<string, string[]>> {
  const pieces: Record<string, string[]> = {};
  for (const [kind, list] of Object.entries(entities)) {
    const starts = Array.from({ length: Math.ceil(list.length / PIECE) }, (_, index) => index * PIECE);
    pieces[kind] = await mapInTurns(starts, (from) =>
      JSON.stringify(list.slice(from, from + PIECE)).slice(1, -1),
    );
  }
  return pieces;
}
