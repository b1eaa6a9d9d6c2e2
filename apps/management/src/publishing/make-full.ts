import type { KeyObject } from "node:crypto";
import { createVerifier } from "@zerq/crypto/signing";
import { ChainReader, passOn } from "@zerq/plane-protocol/chain-reader";
import type { Audience, FullSnapshotPayload } from "@zerq/plane-protocol/delta";
import { HeadWatch } from "@zerq/plane-protocol/head-watch";
import { SCHEMA_VERSION } from "@zerq/plane-protocol/later-schema";
import { type UnsignedMessage, unsignedMessage } from "@zerq/plane-protocol/signed-message";
import { RawEntities } from "./raw-entities.ts";

type Place = { readonly deployment: string; readonly audience: Audience; readonly time: number };

/**
 * What a full snapshot is made of: of everything there is, as JSON lists by kind, or of an earlier one and the deltas after
 * it, which spares the database the reading of everything.
 */
export type FullJob = Place &
  (
    | {
        readonly kind: "whole";
        readonly at: Pick<FullSnapshotPayload, "epoch" | "version" | "hash">;
        /** Entities as JSON, with commas between, in pieces of any length. */
        readonly entities: Readonly<Record<string, readonly string[]>>;
      }
    | {
        readonly kind: "fold";
        /** Only what this key has signed is taken: whoever can write to Redis must not get anything signed. */
        readonly publicKey: KeyObject;
        readonly earlier: Uint8Array;
        readonly deltas: readonly string[];
      }
  );

/** A full snapshot that still lacks its signature. */
export type MadeFull = UnsignedMessage & { readonly version: number };

/** @throws ProtocolError when an earlier snapshot or a delta can't be trusted, or doesn't follow */
export function makeFull(job: FullJob): MadeFull {
  return job.kind === "whole" ? writeFull(job, job.at, job.entities) : foldFull(job);
}

function foldFull(job: FullJob & { kind: "fold" }): MadeFull {
  const { deployment, audience } = job;
  const store = new RawEntities();
  const chain = new ChainReader({
    ...{ audience, deployment, store },
    verifier: createVerifier([job.publicKey]),
    watch: new HeadWatch(Number.POSITIVE_INFINITY),
  });
  chain.takeFull(Buffer.from(job.earlier).toString("utf8"));
  const { version } = chain.position;
  chain.takeDeltas(job.deltas, passOn);
  if (chain.position.version !== version + job.deltas.length)
    throw new Error(`of ${job.deltas.length} deltas after ${version} not each is the next one`);
  return writeFull(job, chain.position, store.texts());
}

/** As signFullSnapshot does, but from entities that are JSON already. */
function writeFull(
  { deployment, audience, time }: Place,
  { epoch, version, hash }: Pick<FullSnapshotPayload, "epoch" | "version" | "hash">,
  entities: Readonly<Record<string, readonly string[]>>,
): MadeFull {
  const place = { schemaVersion: SCHEMA_VERSION, deployment, epoch, audience, version, hash, time };
  const lists = Object.entries(entities).map(
    ([kind, pieces]) => `${JSON.stringify(kind)}:[${pieces.join(",")}]`,
  );
  const body = `${JSON.stringify(place).slice(0, -1)},"entities":{${lists.join(",")}}}`;
  return { ...unsignedMessage("full-snapshot", body), version };
}
