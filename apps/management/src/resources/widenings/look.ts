import type { Flag, WarningCode } from "./warning.ts";

/**
 * Looks at one field, before and after a change that has changed it, in the shape of the API's input. A field that isn't there is
 * null; `before` is undefined in a new resource, and only there.
 */
export type Look = (after: unknown, before: unknown) => Flag | readonly Flag[] | undefined;

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const isNew = (value: unknown) => value === undefined;
const flag = (code: WarningCode, message: string) => ({ code, message });

/** A value that opens something whatever was there before, in a new resource too. */
export const becomes =
  (wide: unknown, code: WarningCode, message: string): Look =>
  (after) =>
    after === wide ? flag(code, message) : undefined;

/** A switch that was off: in a new resource it is where it is. */
export const turns =
  (wide: boolean, code: WarningCode, message: string): Look =>
  (after, before) =>
    before === !wide && after === wide ? flag(code, message) : undefined;

/** A list of what is allowed, where an empty one allows everything. */
export const allows =
  (code: WarningCode, message: string): Look =>
  (after, before) => {
    const known = list(before);
    if (known.length === 0) return undefined;
    const wanted = list(after);
    return wanted.length === 0 || wanted.some((item) => !known.includes(item))
      ? flag(code, message)
      : undefined;
  };

/** A list of what is allowed, where an empty one allows nothing: of a new resource, everything in it. */
export const grants =
  (code: WarningCode, message: string): Look =>
  (after, before) =>
    list(after).some((item) => !list(before).includes(item)) ? flag(code, message) : undefined;

/** The same, where a new resource has to allow something. */
export const adds =
  (code: WarningCode, message: string): Look =>
  (after, before) =>
    isNew(before) ? undefined : grants(code, message)(after, before);

/** A number above which nothing goes, where null means a bound that is set elsewhere, or none. */
export const rises =
  (code: WarningCode, message: string): Look =>
  (after, before) => {
    if (typeof before !== "number") return undefined;
    return typeof after !== "number" || after > before ? flag(code, message) : undefined;
  };

/** A field of which no value is wider than another: every change is told. */
export const differs =
  (code: WarningCode, message: string): Look =>
  (_after, before) =>
    isNew(before) ? undefined : flag(code, message);

/** Something that is asked for; where nothing was, anything is narrower. */
export const replaces =
  (code: WarningCode, message: string): Look =>
  (_after, before) =>
    isNew(before) || before === null ? undefined : flag(code, message);

/** Something that comes with a request from now on. */
export const takes =
  (code: WarningCode, message: string): Look =>
  (after, before) =>
    isNew(before) || after === null ? undefined : flag(code, message);

/** A time until which something goes, where null is without end. */
export const later =
  (code: WarningCode, message: string): Look =>
  (after, before) => {
    if (isNew(before) || before === null) return undefined;
    return after === null || Date.parse(String(after)) > Date.parse(String(before))
      ? flag(code, message)
      : undefined;
  };

/** Something in the way that is gone: a limit, a schema, a maintenance. */
export const goes =
  (code: WarningCode, message: string): Look =>
  (after, before) =>
    !isNew(before) && before !== null && after === null ? flag(code, message) : undefined;

export const together =
  (...looks: readonly Look[]): Look =>
  (after, before) =>
    looks.flatMap((look) => look(after, before) ?? []);
