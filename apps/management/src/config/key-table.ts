import { createHash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { type ConfigDocument, entriesOf } from "./config-document.schema.ts";
import { type ConfigKind, type KindTable, referredKinds } from "./config-kinds.ts";

/** Ids and keys of what can be referred to, both ways. */
export class KeyTable {
  readonly #ids = new Map<string, string>();
  readonly #keys = new Map<string, string>();

  static async load(kinds: KindTable, session: ClientSession | null): Promise<KeyTable> {
    const table = new KeyTable();
    for (const kind of referredKinds) {
      const found = await kinds[kind].model.find().select({ key: 1 }).session(session).lean();
      for (const { _id, key } of found) table.set(kind, key, _id.toHexString());
    }
    return table;
  }

  set(kind: ConfigKind, key: string, id: string): void {
    this.#ids.set(`${kind} ${key}`, id);
    this.#keys.set(`${kind} ${id}`, key);
  }

  /** Lets what a document will create be referred to before it has an id. */
  expect(document: ConfigDocument): void {
    for (const kind of referredKinds) {
      for (const { key } of entriesOf(document, kind)) {
        if (this.idOf(kind, key) === undefined) this.set(kind, key, placeholderId(kind, key));
      }
    }
  }

  idOf(kind: ConfigKind, key: string): string | undefined {
    return this.#ids.get(`${kind} ${key}`);
  }

  keyOf(kind: ConfigKind, id: string): string | undefined {
    return this.#keys.get(`${kind} ${id}`);
  }
}

/** 24 hex digits for what has no id yet, always the same: for shapes and comparisons, never stored. */
export function placeholderId(kind: ConfigKind, key: string): string {
  return createHash("sha256").update(`${kind} ${key}`).digest("hex").slice(0, 24);
}
