import type { WrappedKey } from "@zerq/crypto/wrapped-key";
import type { Connection } from "mongoose";
import { profileModel } from "../resources/profiles/profile.model.ts";
import { countUnderKeys } from "./encrypted-places.ts";
import type { KeyContext } from "./key-context.ts";
import { liveReaders } from "./key-readers.ts";
import { readKeys } from "./key-records.ts";
import { type KeyRotation, latestRotation } from "./key-rotation.model.ts";

/** What `zerq keys status` shows. Nothing in it says anything about a key but which one it is. */
export async function keyStatus({ resources, meter, planeChange, gateways }: KeyContext) {
  const { connection, ring } = resources;
  const records = await readKeys(connection);
  const masterKey = await ring.wrappers.current.currentId().catch(() => null);
  const firstPepper = ring.all("token-pepper")[0]?.id;
  const now = Date.now();
  const keys = [];
  for (const record of records.sort(inOrder)) {
    keys.push({
      id: record._id,
      purpose: record.purpose,
      state: stateOf(record),
      createdAt: record.createdAt.toISOString(),
      retiredAt: record.retiredAt?.toISOString() ?? null,
      ageSeconds: Math.floor((now - record.createdAt.getTime()) / 1_000),
      masterKey: record.masterKeyId,
      wrappedByCurrent: record.masterKeyId === masterKey,
      uses: record.uses,
      documents: await documentsOf(connection, record, firstPepper),
    });
  }
  const readers = await liveReaders(connection);
  const rotation = await latestRotation(connection);
  return {
    masterKey,
    messagesPerKey: meter.messagesPerKey,
    keys,
    instances: readers.map(({ _id, host, seenAt, opens, keys: known }) => ({
      id: _id,
      host,
      seenAt: seenAt.toISOString(),
      hasMasterKey: opens.includes(ring.wrappers.current.name),
      missingKeys: records.filter((record) => !known.includes(record._id)).map((record) => record._id),
    })),
    shared: await planeChange.status(),
    gateways: gateways.known().map(({ report }) => ({
      workerId: report.workerId,
      group: report.group,
      snapshotKeys: report.snapshotKeys ?? null,
      verifyKeys: report.verifyKeys ?? null,
    })),
    rotation: rotation === null ? null : rotationView(rotation),
  };
}

export function rotationView(rotation: KeyRotation) {
  const { _id: id, state, reason, purposes, startedBy, unreadable, waitingFor, total, rewritten } = rotation;
  return {
    id,
    state,
    reason,
    purposes,
    startedBy,
    startedAt: rotation.startedAt.toISOString(),
    activatedAt: rotation.activatedAt?.toISOString() ?? null,
    finishedAt: rotation.finishedAt?.toISOString() ?? null,
    documents: { total, rewritten },
    unreadable,
    waitingFor,
  };
}

function stateOf({ active, retiredAt }: WrappedKey): "active" | "retired" | "announced" {
  if (active) return "active";
  return retiredAt === null ? "announced" : "retired";
}

/** By purpose, newest first. */
function inOrder(a: WrappedKey, b: WrappedKey): number {
  return a.purpose.localeCompare(b.purpose) || b.createdAt.getTime() - a.createdAt.getTime();
}

/** How many documents need this key; null for keys whose use can't be told from the documents. */
async function documentsOf(
  connection: Connection,
  { _id, purpose }: WrappedKey,
  firstPepper: string | undefined,
): Promise<number | null> {
  if (purpose === "data") return countUnderKeys(connection, [_id]);
  if (purpose !== "token-pepper") return null;
  // Versions of the first pepper may not say so.
  const ids = _id === firstPepper ? [_id, null] : [_id];
  return profileModel(connection).collection.countDocuments({
    "token.versions": { $elemMatch: { pepperId: { $in: ids } } },
  });
}
