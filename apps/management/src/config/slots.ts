import { type ConfigDocument, type Entry, entriesOf } from "./config-document.schema.ts";
import { type ConfigKind, configKinds } from "./config-kinds.ts";

/** An entry and its place in the document. */
export type Slot = { kind: ConfigKind; index: number; entry: Entry };

/**
 * The entries of a document in the order in which they are applied, each in a turn of the event loop of its own: some hold a
 * schema that takes a while to compile, and other requests must not wait for all of them.
 */
export async function* slotsOf(document: ConfigDocument): AsyncGenerator<Slot> {
  for (const kind of configKinds) {
    for (const [index, entry] of entriesOf(document, kind).entries()) {
      await new Promise(setImmediate);
      yield { kind, index, entry };
    }
  }
}
