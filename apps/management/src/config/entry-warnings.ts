import type { ClientSession } from "mongoose";
import type { ResourceDocument } from "../resources/resource-document.ts";
import type { Staged } from "../resources/resource-kind.ts";
import { findWidenings } from "../resources/widenings/find-widenings.ts";
import { atPath, type Warning } from "../resources/widenings/warning.ts";
import { entryPath } from "./at-place.ts";
import { type ConfigDocument, entriesOf } from "./config-document.schema.ts";
import { type ConfigKind, configKinds, type KindTable } from "./config-kinds.ts";
import type { ConfigChange } from "./config-report.schema.ts";

/** A resource before and after; null where there is none. */
export type Documents = { before: ResourceDocument | null; after: ResourceDocument | null };

/** Warnings of a resource's change, with the names that a document has for its fields. */
export function entryWarnings(kind: ConfigKind, warnings: readonly Warning[]): Warning[] {
  return warnings.map((warning) =>
    warning.path === undefined ? warning : { ...warning, path: entryPath(kind, warning.path) },
  );
}

/** All warnings of a report, each with the place of its entry, and of what is deleted with its kind. */
export function warningsOf(document: ConfigDocument, changes: readonly ConfigChange[]): Warning[] {
  const places = new Map(
    configKinds.flatMap((kind) =>
      entriesOf(document, kind).map(({ key }, index) => [`${kind} ${key}`, `${kind}.${index}`] as const),
    ),
  );
  return changes.flatMap(({ kind, key, widenings }) => {
    const place = places.get(`${kind} ${key}`) ?? kind;
    return widenings.map((warning) => atPath(place, warning));
  });
}

/** Finds what a document would open that is only looked at: each of its resources counts for those after it. */
export class LookedAt {
  readonly #kinds: KindTable;
  readonly #session: ClientSession;
  readonly #staged = new Map<ConfigKind, Map<string, ResourceDocument | null>>();

  constructor(kinds: KindTable, session: ClientSession) {
    this.#kinds = kinds;
    this.#session = session;
  }

  async warnings(kind: ConfigKind, documents: Documents): Promise<Warning[]> {
    const id = (documents.after ?? documents.before)?._id.toHexString();
    if (id === undefined) return [];
    const staged = this.#staged.get(kind) ?? new Map<string, ResourceDocument | null>();
    this.#staged.set(kind, staged);
    const found = await this.#find(kind, documents, staged);
    staged.set(id, documents.after);
    return entryWarnings(kind, found);
  }

  #find(kind: ConfigKind, documents: Documents, staged: Staged<ResourceDocument>): Promise<Warning[]> {
    return findWidenings(this.#kinds[kind], this.#session, documents, staged);
  }
}
