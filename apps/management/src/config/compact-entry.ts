import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Entry } from "./config-document.schema.ts";
import { type AnyKind, type ConfigKind, type KindTable, references } from "./config-kinds.ts";

/** What every entry says, defaults or not: whoever reads a document looks for it. */
const alwaysSaid = new Set(["key", "name", "type", "authType", "status", "active"]);

/** Leaves out of an entry what it has by default, so that a document says what somebody has decided. */
export type Compact = (kind: ConfigKind, entry: Entry) => Entry;

export function compactEntries(kinds: KindTable): Compact {
  const known = new Map<ConfigKind, Record<string, unknown>>();
  return (kind, entry) => {
    const defaults = known.get(kind) ?? defaultsOf(kind, kinds[kind]);
    known.set(kind, defaults);
    const said = Object.entries(entry).filter(
      ([name, value]) =>
        alwaysSaid.has(name) || !Object.hasOwn(defaults, name) || !isDeepStrictEqual(value, defaults[name]),
    );
    return Object.fromEntries(said) as Entry;
  };
}

function defaultsOf(kind: ConfigKind, { input }: AnyKind): Record<string, unknown> {
  const defaults: Record<string, unknown> = { managedBy: null };
  for (const [field, schema] of Object.entries(shapeOf(input))) {
    const absent = (schema as z.ZodType).safeParse(undefined);
    const name = references[kind].find((reference) => reference.field === field)?.as ?? field;
    if (absent.success && absent.data !== undefined) defaults[name] = JSON.parse(JSON.stringify(absent.data));
  }
  return defaults;
}

/** The fields of an input, which may be transformed as a whole behind them. */
export function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  throw new Error("a resource's input is an object");
}
