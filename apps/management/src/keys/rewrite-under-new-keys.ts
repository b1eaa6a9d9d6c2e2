import { countUnderKeys, encryptedPlaces } from "./encrypted-places.ts";
import type { KeyContext } from "./key-context.ts";
import { liveReaders, notAll } from "./key-readers.ts";
import { type KeyRotation, keyRotationModel, type Unreadable } from "./key-rotation.model.ts";
import { rewriteBatch } from "./rewrite-batch.ts";

/** More are counted by `zerq keys status`, as documents that a retired key still has. */
const MOST_UNREADABLE = 100;

/**
 * Goes on with rewriting from where the rotation stands, batch by batch; every batch is recorded, so whoever comes after a
 * kill goes on from there.
 * @param until by performance.now()
 * @returns whether nothing readable is left under an old key
 */
export async function rewriteUnderNewKeys(
  context: KeyContext,
  opened: KeyRotation,
  until: number,
): Promise<boolean> {
  const { ring, connection } = context.resources;
  const active = ring.active("data").id;
  // This instance has not read yet that the key is in use.
  if (!opened.newKeys.includes(active)) return false;
  const oldKeys = ring
    .all("data")
    .map(({ id }) => id)
    .filter((id) => id !== active);
  let rotation: KeyRotation | null = opened;
  while (rotation !== null && performance.now() < until) {
    const place = encryptedPlaces[rotation.position.place];
    if (place === undefined) return await endPass(context, rotation, oldKeys);
    const batch = await rewriteBatch(context, place, oldKeys, rotation.position.after);
    const position =
      batch.last === undefined
        ? { place: rotation.position.place + 1, after: null }
        : { place: rotation.position.place, after: batch.last };
    rotation = await record(connection, rotation, { ...batch, position });
  }
  return false;
}

/** Null when another worker has recorded a batch in between: it goes on, and this one stops. */
function record(
  connection: KeyContext["resources"]["connection"],
  { _id, step, rewritten, rewrittenInPass, unreadable }: KeyRotation,
  batch: { rewritten: number; unreadable: Unreadable[]; position: KeyRotation["position"] },
): Promise<KeyRotation | null> {
  const $set = {
    step: step + 1,
    position: batch.position,
    rewritten: rewritten + batch.rewritten,
    rewrittenInPass: rewrittenInPass + batch.rewritten,
    unreadable: [...unreadable, ...batch.unreadable].slice(0, MOST_UNREADABLE),
  };
  return keyRotationModel(connection)
    .findOneAndUpdate({ _id, step, state: "rewriting" }, { $set }, { returnDocument: "after" })
    .lean<KeyRotation>()
    .exec();
}

/**
 * A pass is over. Someone may have written under an old key meanwhile: a change that won, or an instance that had not read
 * the new key yet. Then there is another pass; it ends when all write with the new key, and nothing is left under an old
 * one or a pass could rewrite nothing of it.
 */
async function endPass(
  { resources: { connection, ring } }: KeyContext,
  rotation: KeyRotation,
  oldKeys: readonly string[],
): Promise<boolean> {
  const active = ring.active("data").id;
  const waitingFor = notAll(await liveReaders(connection), (reader) => reader.active.includes(active));
  const left = await countUnderKeys(connection, oldKeys);
  const { _id, step, total, rewritten } = rotation;
  if (waitingFor.length === 0 && (left === 0 || rotation.rewrittenInPass === 0)) {
    // What was written by a worker that died before it could record it counts too.
    const counted = Math.max(rewritten, total - left);
    await keyRotationModel(connection).updateOne({ _id, step }, { $set: { rewritten: counted } });
    return true;
  }
  const position = { place: 0, after: null };
  const again = { step: step + 1, position, rewrittenInPass: 0, unreadable: [], waitingFor };
  await keyRotationModel(connection).updateOne({ _id, step }, { $set: again });
  return false;
}
