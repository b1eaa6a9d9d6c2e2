import { isDeepStrictEqual } from "node:util";
import { AppError } from "@zerq/errors/app-error";
import { refuseUnsupported } from "../resources/not-supported.ts";
import { parseInput } from "../resources/parse-input.ts";
import type { ResourceDocument } from "../resources/resource-document.ts";
import { toDocument } from "../resources/resource-plan.ts";
import type { Compact } from "./compact-entry.ts";
import type { Entry } from "./config-document.schema.ts";
import { type AnyKind, type ConfigKind, references } from "./config-kinds.ts";
import { bodyOfEntry, entryOfBody } from "./entry-form.ts";
import type { Documents } from "./entry-warnings.ts";
import { type FieldChange, fieldChanges } from "./field-changes.ts";
import { holdBack, type Notice } from "./hold-back.ts";
import { keepStored } from "./keep-stored.ts";
import { type KeyTable, placeholderId } from "./key-table.ts";

/** What a document asks of one resource, beside what is stored. */
export type Comparison = {
  action: "create" | "update" | "unchanged";
  /** The body that makes the resource what the document says. */
  body: Record<string, unknown>;
  fields: FieldChange[];
  documents: Documents;
  heldBack: Notice[];
  /** Who keeps the stored resource, when it is somebody else. */
  foreign: string | null;
};

const unchanged: Comparison = {
  action: "unchanged",
  body: {},
  fields: [],
  documents: { before: null, after: null },
  heldBack: [],
  foreign: null,
};

export type CompareOptions = { managedBy?: string | null | undefined; reactivate: boolean };

/**
 * Compares an entry with what is stored under its key, in the form of a document: without ids, and without what belongs to one
 * deployment alone.
 * @throws AppError `validation_failed`, `not_supported`
 */
export function compareEntry(
  kind: ConfigKind,
  rules: AnyKind,
  entry: Entry,
  existing: ResourceDocument | null,
  context: { keys: KeyTable; compact: Compact; options: CompareOptions },
): Comparison {
  const { keys, compact, options } = context;
  const manager = (entry["managedBy"] as string | null | undefined) ?? options.managedBy;
  if (existing !== null) {
    const stored = compact(kind, formOf(kind, rules, existing, keys));
    const said = compact(kind, { ...entry, managedBy: manager ?? existing.managedBy });
    // Most of a document that is applied again says what is stored, word for word: its shape was checked then.
    if (isDeepStrictEqual(stored, said)) return unchanged;
  }
  const body = bodyOfEntry(kind, entry, keys);
  refuseUnsupported(body, rules.later);
  body["managedBy"] = manager ?? existing?.managedBy ?? null;
  keepStored(kind, body, existing);
  const heldBack = existing === null || options.reactivate ? [] : holdBack(kind, body, existing);
  const input = parseInput(rules.input, body);
  const { key } = entry;
  const id = existing?._id.toHexString() ?? placeholderId(kind, key);
  const documents: Documents = { before: existing, after: toDocument(rules, input, existing, { id, key }) };
  const after = formOf(kind, rules, documents.after as ResourceDocument, keys);
  if (existing === null) {
    const fields = fieldChanges({}, after).filter(({ after: value }) => !isEmpty(value));
    return { action: "create", body, fields, documents, heldBack, foreign: null };
  }
  const before = formOf(kind, rules, existing, keys);
  const fields = fieldChanges(before, after);
  refuseFixed(kind, rules, fields);
  const action = fields.length === 0 ? "unchanged" : "update";
  const isForeign = existing.managedBy !== null && existing.managedBy !== manager;
  return {
    action,
    body,
    fields,
    documents,
    heldBack,
    foreign: action === "update" && isForeign ? existing.managedBy : null,
  };
}

/** A stored resource as a whole entry. */
export function formOf(kind: ConfigKind, rules: AnyKind, document: ResourceDocument, keys: KeyTable): Entry {
  return entryOfBody(kind, rules.toInput(document), keys);
}

function refuseFixed(kind: ConfigKind, { fixed = [] }: AnyKind, fields: readonly FieldChange[]): void {
  const names = fixed.map((field) => references[kind].find((one) => one.field === field)?.as ?? field);
  const details = fields
    .filter(({ path }) => names.includes(path))
    .map(({ path }) => ({ path, code: "fixed", message: "can't be changed after creation" }));
  if (details.length > 0) throw new AppError("validation_failed", { details });
}

/** What a new resource doesn't have needs no mention. */
function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (value instanceof Object && Object.keys(value).length === 0);
}
