import { AppError } from "@zerq/errors/app-error";
import { z } from "zod";
import { commonInput } from "../resources/fields.ts";
import { parseInput } from "../resources/parse-input.ts";
import { type ConfigKind, configKinds } from "./config-kinds.ts";

/** Most resources of one document. */
const MAX_RESOURCES = 5_000;

const entry = z.looseObject({ key: commonInput.key.unwrap() });
const entries = z.array(entry).max(MAX_RESOURCES).optional();

/**
 * Config as a document: resources by key, each kind a list. A kind that is left out is left alone; an empty list says that
 * there are none. What an entry holds is looked at kind by kind.
 */
const configDocument = z.strictObject({
  /** The version of this format. */
  version: z.literal(1).default(1),
  /** Who keeps the entries that don't say so themselves. */
  managedBy: commonInput.managedBy,
  policies: entries,
  credentials: entries,
  collections: entries,
  proxies: entries,
  clients: entries,
  profiles: entries,
});

export type ConfigDocument = z.infer<typeof configDocument>;
/** One resource of a document. */
export type Entry = z.infer<typeof entry>;

/** @throws AppError `validation_failed` */
export function parseConfigDocument(value: unknown): ConfigDocument {
  const document = parseInput(configDocument, value);
  const all = configKinds.map((kind) => entriesOf(document, kind));
  const details = configKinds.flatMap((kind) => repeatedKeys(kind, entriesOf(document, kind)));
  if (all.flat().length > MAX_RESOURCES)
    details.push({ path: "", code: "too_big", message: `holds more than ${MAX_RESOURCES} resources` });
  if (details.length > 0) throw new AppError("validation_failed", { details });
  return document;
}

export function entriesOf(document: ConfigDocument, kind: ConfigKind): readonly Entry[] {
  return document[kind] ?? [];
}

function repeatedKeys(kind: ConfigKind, list: readonly Entry[]) {
  const seen = new Set<string>();
  return list.flatMap(({ key }, index) => {
    if (seen.has(key)) return [{ path: `${kind}.${index}.key`, code: "repeated", message: "is there twice" }];
    seen.add(key);
    return [];
  });
}
