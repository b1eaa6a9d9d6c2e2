import { SealError } from "@zerq/crypto/sealed-value";
import { type EncryptedPlace, type FoundField, underKeys } from "./encrypted-places.ts";
import type { KeyContext } from "./key-context.ts";
import type { Unreadable } from "./key-rotation.model.ts";

/** Each document is a durable write by itself: a batch takes a second or two where a disk is slow, and progress shows after each. */
const BATCH = 100;

export type RewrittenBatch = {
  /** The last document's id; undefined when nothing was left. */
  last: unknown;
  rewritten: number;
  unreadable: Unreadable[];
};

/**
 * Encrypts the next documents of a place anew under the active data key. Written straight and not as a change: what the
 * document says is the same, so neither its revision nor the audit nor any gateway has anything to learn. Each value is
 * compared and set by its ciphertext: whoever changes the document at the same time wins, and a transaction that has read
 * it is tried again by the change log.
 */
export async function rewriteBatch(
  { resources, meter }: KeyContext,
  place: EncryptedPlace,
  oldKeys: readonly string[],
  after: unknown,
): Promise<RewrittenBatch> {
  const { connection, deployment, ring } = resources;
  const collection = place.collection(connection);
  const from = after === null ? {} : { _id: { $gt: after as never } };
  const found = await collection
    .find({ ...from, ...underKeys(place, oldKeys) })
    .sort({ _id: 1 })
    .limit(BATCH)
    .toArray();
  const unreadable: Unreadable[] = [];
  const fields = found.map((document) =>
    place.fieldsOf(document, deployment).filter(({ value }) => oldKeys.includes(value.keyId)),
  );
  await meter.ensure([ring.active("data").id], fields.flat().length);
  const operations = found.flatMap((document, index) => {
    const renewed = (fields[index] ?? []).flatMap((field) => {
      const value = reencrypted(ring, field);
      if (value !== undefined) return [{ path: field.path, before: field.value.ct, value }];
      unreadable.push({ collection: collection.name, id: String(document._id), field: field.path });
      return [];
    });
    if (renewed.length === 0) return [];
    const filter = Object.fromEntries(renewed.map(({ path, before }) => [`${path}.ct`, before]));
    const $set = Object.fromEntries(
      renewed.flatMap(({ path, value }) => [
        [`${path}.keyId`, value.keyId],
        [`${path}.ct`, value.ct],
      ]),
    );
    return [{ updateOne: { filter: { _id: document._id, ...filter }, update: { $set } } }];
  });
  const done =
    operations.length === 0 ? undefined : await collection.bulkWrite(operations, { ordered: false });
  return { last: found.at(-1)?._id, rewritten: done?.modifiedCount ?? 0, unreadable };
}

/** Undefined when the value doesn't open: it is left as it is, and told. */
function reencrypted(ring: KeyContext["resources"]["ring"], { value, place }: FoundField) {
  try {
    return ring.encryptField(ring.decryptField(value, place).reveal(), place);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
