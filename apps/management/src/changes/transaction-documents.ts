import { type ClientSession, type Model, Types, trusted } from "mongoose";
import { idWritten, type PendingWrite, writeBefore } from "../database/pending-writes.ts";

/** A document that a change is going to need, and what is needed once that one is known. */
export type Reading = {
  readonly model: Pick<Model<unknown>, "collection">;
  /** 24 hex digits. */
  readonly id: string;
  leadsTo?(document: never): readonly Reading[];
};

/**
 * Documents by their ids as a transaction sees them: those of a whole group of changes are read with one command for each
 * collection, and a document that several checks look at is read once. What is written in the transaction is forgotten, and
 * read again by whoever needs it.
 */
class TransactionDocuments {
  readonly #collections = new Map<string, Map<string, unknown>>();

  of(name: string): Map<string, unknown> {
    const known = this.#collections.get(name) ?? new Map<string, unknown>();
    this.#collections.set(name, known);
    return known;
  }

  async learn(session: ClientSession, readings: readonly Reading[]): Promise<void> {
    const wanted = new Map<string, { model: Reading["model"]; ids: Set<string> }>();
    for (const { model, id } of readings) {
      const { name } = model.collection;
      if (this.of(name).has(id)) continue;
      const one = wanted.get(name) ?? { model, ids: new Set<string>() };
      wanted.set(name, one);
      one.ids.add(id);
    }
    for (const [name, { model, ids }] of wanted) {
      const known = this.of(name);
      await writeBefore(session, name, ids);
      for (const id of ids) known.set(id, null);
      const _id = { $in: [...ids].map((id) => new Types.ObjectId(id)) };
      for (const document of await model.collection.find({ _id }, { session }).toArray())
        known.set(document._id.toHexString(), document);
    }
  }

  forget(write: PendingWrite): void {
    const known = this.#collections.get(write.collection);
    const id = idWritten(write);
    if (id === undefined) known?.clear();
    else known?.delete(id);
  }
}

/** Of the transaction that each session is in. */
const documents = new WeakMap<ClientSession, TransactionDocuments>();

/** Called when a transaction begins: what an earlier one saw counts no more. */
export function beginDocuments(session: ClientSession): void {
  documents.set(session, new TransactionDocuments());
}

/** Called for what is written in the transaction. */
export function forgetWritten(session: ClientSession, writes: readonly PendingWrite[]): void {
  const known = documents.get(session);
  if (known !== undefined) for (const write of writes) known.forget(write);
}

/** Reads all of it, and what it leads to, with one command for each collection and step. */
export async function readAhead(session: ClientSession, readings: readonly Reading[]): Promise<void> {
  const known = documents.get(session);
  for (let step = readings; known !== undefined && step.length > 0; ) {
    await known.learn(session, step);
    step = step.flatMap(({ model, id, leadsTo }) => {
      const document = known.of(model.collection.name).get(id);
      return document === null || document === undefined ? [] : (leadsTo?.(document as never) ?? []);
    });
  }
}

/** The documents that there are; they are shared with others in the transaction, and not to be changed. */
export async function readDocuments<D>(
  model: Model<D>,
  ids: readonly string[],
  session: ClientSession,
): Promise<Readonly<D>[]> {
  const known = documents.get(session);
  if (known === undefined) {
    const _id = trusted({ $in: ids.map((id) => new Types.ObjectId(id)) });
    return (await model
      .find({ _id } as never)
      .session(session)
      .lean()) as D[];
  }
  await known.learn(
    session,
    ids.map((id) => ({ model: model as unknown as Reading["model"], id })),
  );
  const all = known.of(model.collection.name);
  return [...new Set(ids)].flatMap((id) => (all.get(id) ?? []) as D[]);
}

/** A document of the caller's own, or null. */
export async function takeDocument<D>(
  model: Model<D>,
  id: string,
  session: ClientSession | null,
): Promise<D | null> {
  const known = session === null ? undefined : documents.get(session)?.of(model.collection.name);
  const document = known?.get(id);
  if (known === undefined || document === undefined) {
    await writeBefore(session, model.collection.name, new Set([id]));
    return (await model
      .findOne({ _id: new Types.ObjectId(id) } as never)
      .session(session)
      .lean()) as D | null;
  }
  // Whoever changes it must not change what others look at.
  known.delete(id);
  return document as D | null;
}
