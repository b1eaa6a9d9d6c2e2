import { type ClientSession, trusted } from "mongoose";
import type { ResourceDocument } from "../resources/resource-document.ts";
import { type Compact, compactEntries } from "./compact-entry.ts";
import { type ConfigDocument, entriesOf } from "./config-document.schema.ts";
import { type ConfigKind, configKinds, type KindTable } from "./config-kinds.ts";
import { KeyTable } from "./key-table.ts";

/** What is stored of that which a document names, as one session sees it. */
export type StoredConfig = {
  keys: KeyTable;
  compact: Compact;
  find(kind: ConfigKind, key: string): ResourceDocument | null;
};

export async function loadStored(
  kinds: KindTable,
  document: ConfigDocument,
  session: ClientSession | null,
): Promise<StoredConfig> {
  const keys = await KeyTable.load(kinds, session);
  keys.expect(document);
  const found = new Map<string, ResourceDocument>();
  for (const kind of configKinds) {
    const wanted = entriesOf(document, kind).map(({ key }) => key);
    if (wanted.length === 0) continue;
    const documents = await kinds[kind].model
      .find({ key: trusted({ $in: wanted }) })
      .session(session)
      .lean<ResourceDocument[]>();
    for (const one of documents) found.set(`${kind} ${one.key}`, one);
  }
  return { keys, compact: compactEntries(kinds), find: (kind, key) => found.get(`${kind} ${key}`) ?? null };
}
