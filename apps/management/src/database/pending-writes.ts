import { type ClientSession, Types } from "mongoose";

/** What a change writes; `operation` is one of a bulk write. */
export type PendingWrite = { readonly collection: string; readonly operation: object };

/**
 * Writes of a transaction that wait, so that those of a whole group of changes go out with one command for each collection. Nobody
 * can tell: whoever reads in the transaction waits until what was written to that collection is there. Only what a write is refused
 * for shows later, and it is the whole transaction's trouble in any case.
 */
class PendingWrites {
  readonly #write: (writes: readonly PendingWrite[]) => Promise<void>;
  readonly #collections = new Map<string, PendingWrite[]>();

  constructor(write: (writes: readonly PendingWrite[]) => Promise<void>) {
    this.#write = write;
  }

  add(writes: readonly PendingWrite[]): void {
    for (const write of writes) {
      const before = this.#collections.get(write.collection);
      if (before === undefined) this.#collections.set(write.collection, [write]);
      else before.push(write);
    }
  }

  /** Whether a read of the documents with these ids, or of any when none are given, would miss something. */
  holds(collection: string, ids: ReadonlySet<string> | undefined): boolean {
    const writes = this.#collections.get(collection);
    if (writes === undefined || ids === undefined) return writes !== undefined;
    return writes.some((write) => {
      const id = idWritten(write);
      return id === undefined || ids.has(id);
    });
  }

  /** In the order in which they were added, of each collection by itself. */
  async write(collections: Iterable<string> = [...this.#collections.keys()]): Promise<void> {
    for (const collection of collections) {
      const writes = this.#collections.get(collection);
      this.#collections.delete(collection);
      if (writes !== undefined) await this.#write(writes);
    }
  }
}

/** Of the transaction that each session is in. */
const pending = new WeakMap<ClientSession, PendingWrites>();

/** Called when a transaction begins. @param write writes them in the transaction */
export function beginWrites(
  session: ClientSession,
  write: (writes: readonly PendingWrite[]) => Promise<void>,
): void {
  pending.set(session, new PendingWrites(write));
}

/** Has them written before anybody reads what they change, and before `writeAll` settles. */
export function writeLater(session: ClientSession, writes: readonly PendingWrite[]): void {
  const waiting = pending.get(session);
  if (waiting === undefined) throw new Error("no transaction has begun in this session");
  waiting.add(writes);
}

/**
 * Called by whoever is about to read, or to write at once, in a transaction.
 * @param ids the documents that are looked for; any when not given
 * @returns undefined when nothing has to be waited for
 */
export function writeBefore(
  session: ClientSession | null | undefined,
  collection: string,
  ids?: ReadonlySet<string>,
): Promise<void> | undefined {
  const waiting = session ? pending.get(session) : undefined;
  return waiting?.holds(collection, ids) === true ? waiting.write([collection]) : undefined;
}

export async function writeAll(session: ClientSession): Promise<void> {
  await pending.get(session)?.write();
}

/** 24 hex digits; undefined when the write may be to any document. */
export function idWritten({ operation }: PendingWrite): string | undefined {
  const [about] = Object.values(operation) as { filter?: { _id?: unknown }; document?: { _id?: unknown } }[];
  const id = about?.document?._id ?? about?.filter?._id;
  return id instanceof Types.ObjectId ? id.toHexString() : undefined;
}
