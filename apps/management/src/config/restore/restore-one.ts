import { refuseUnsupported } from "../../resources/not-supported.ts";
import { parseInput } from "../../resources/parse-input.ts";
import { toDocument } from "../../resources/resource-plan.ts";
import { formOf } from "../compare-entry.ts";
import type { KindTable } from "../config-kinds.ts";
import { fieldChanges } from "../field-changes.ts";
import type { KeyTable } from "../key-table.ts";
import { holdRemoved } from "./hold-removed.ts";
import { holdSecrets } from "./hold-secrets.ts";
import type { Wanted } from "./match-stored.ts";
import type { RestoredChange } from "./restore.schema.ts";

/** What a restore does to one resource, and the body that does it. */
export type Restoring = { change: RestoredChange; body: Record<string, unknown> };

/**
 * Compares what a resource was with what it is, once what must not come back is taken out.
 * @throws AppError when it can't be that any more: `validation_failed`, `not_supported`, `conflict`
 */
export function restoreOne(
  kinds: KindTable,
  keys: KeyTable,
  { kind, old, body: then, existing }: Wanted,
  reactivate: boolean,
): Restoring {
  const rules = kinds[kind];
  const body = { ...then };
  refuseUnsupported(body, rules.later);
  const lost = holdSecrets(kind, body, old, existing);
  const heldBack = reactivate
    ? []
    : holdRemoved(kind, body, existing === null ? null : plain(rules.toInput(existing)));
  const identity = { id: existing?._id.toHexString() ?? old.id, key: String(body["key"]) };
  const after = formOf(
    kind,
    rules,
    toDocument(rules, parseInput(rules.input, body), existing, identity),
    keys,
  );
  const before = existing === null ? null : formOf(kind, rules, existing, keys);
  const fields = fieldChanges(before ?? {}, after).filter(
    (field) => before !== null || !isEmpty(field.after),
  );
  const action = before === null ? "create" : fields.length === 0 ? "unchanged" : "update";
  const change: RestoredChange = {
    kind,
    key: identity.key,
    action,
    fields,
    // Known when it is carried out.
    widenings: [],
    heldBack,
    lost,
    foreign: action === "update" ? (existing?.managedBy ?? null) : null,
    cascade: [],
  };
  return { change, body };
}

/** As it would be sent: dates are text. */
function plain(input: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(input));
}

/** What a new resource doesn't have needs no mention. */
function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (value instanceof Object && Object.keys(value).length === 0);
}
