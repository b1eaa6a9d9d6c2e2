import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import { secretNames } from "../resources/credentials/credential-types.ts";
import type { Entry } from "./config-document.schema.ts";
import { type ConfigKind, type Reference, references } from "./config-kinds.ts";
import type { KeyTable } from "./key-table.ts";

/**
 * The two forms of a resource: as an entry of a document, where others are named by key and secrets only referred to, and as
 * the body that the API takes, with ids.
 */

type Body = Record<string, unknown>;

/**
 * The body of an entry.
 * @throws AppError `validation_failed` for ids, for keys of nothing, and for secrets that are written out
 */
export function bodyOfEntry(kind: ConfigKind, entry: Entry, keys: KeyTable): Body {
  const body: Body = { ...entry };
  const details: ErrorDetail[] = kind === "credentials" ? secretsWrittenOut(body) : [];
  for (const reference of references[kind]) {
    const { field, as } = reference;
    if (Object.hasOwn(body, field))
      details.push({ path: field, code: "unknown_field", message: `is ${as} here, and takes keys` });
    if (!Object.hasOwn(body, as)) continue;
    const value = body[as];
    delete body[as];
    body[field] = Array.isArray(value)
      ? value.map((key, index) => resolve(reference, `${as}.${index}`, key, keys, details))
      : resolve(reference, as, value, keys, details);
  }
  if (details.length > 0) throw new AppError("validation_failed", { details });
  return body;
}

function resolve(
  { to }: Reference,
  path: string,
  key: unknown,
  keys: KeyTable,
  details: ErrorDetail[],
): unknown {
  if (key === null) return null;
  const id = typeof key === "string" ? keys.idOf(to, key) : undefined;
  if (id !== undefined) return id;
  details.push({ path, code: "unknown_reference", message: `is no key of ${to}` });
  return undefined;
}

/** A document is kept in files and repositories, so a secret is never in it. */
function secretsWrittenOut(body: Body): ErrorDetail[] {
  const message = 'must be a reference: {"env": …}, {"file": …}, or {"set": true} for what is stored';
  return secretNames
    .filter((name) => isWrittenOut(body[name]))
    .map((path) => ({ path, code: "secret_value", message }));
}

function isWrittenOut(secret: unknown): boolean {
  if (typeof secret === "string") return !/^\$[A-Z_][A-Z0-9_]*$/.test(secret);
  return typeof secret === "object" && secret !== null && "value" in secret;
}

/** The entry of a resource in the shape of its input, whole: every field, and nothing of one deployment alone. */
export function entryOfBody(kind: ConfigKind, body: Readonly<Body>, keys: KeyTable): Entry {
  const { key, labels, managedBy, ...fields } = JSON.parse(JSON.stringify(body)) as Body & { key: string };
  const entry: Entry = { key, labels: sorted(labels), managedBy: managedBy ?? null };
  for (const [name, value] of Object.entries(fields)) {
    const reference = references[kind].find(({ field }) => field === name);
    if (reference === undefined) entry[name] = kind === "credentials" ? secretReference(value) : value;
    else
      entry[reference.as] = Array.isArray(value)
        ? value.map((id) => keyOf(reference, id, keys)).toSorted()
        : keyOf(reference, value, keys);
  }
  return entry;
}

function keyOf({ to }: Reference, id: unknown, keys: KeyTable): unknown {
  return typeof id === "string" ? keys.keyOf(to, id) : id;
}

function sorted(labels: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(labels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function secretReference(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("set" in value)) return value;
  if ("env" in value) return { env: value.env };
  return "file" in value ? { file: value.file } : { set: true };
}
