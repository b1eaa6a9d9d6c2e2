import { z } from "zod";
import { decodePlace } from "../database/page.ts";

const place = z.strictObject({
  sort: z.string(),
  values: z.array(z.union([z.string(), z.strictObject({ time: z.number() })])).max(4),
  id: z.string().regex(/^[0-9a-f]{24}$/),
});

/** Where a page ended: the order, the last item's values in it, and its id. */
export function placeOf(sort: string, values: readonly unknown[], id: string): object {
  return {
    sort,
    values: values.map((value) => (value instanceof Date ? { time: value.getTime() } : String(value))),
    id,
  } satisfies z.infer<typeof place>;
}

/** @throws AppError `validation_failed` when the cursor is none, or belongs to another order */
export function readPlace(cursor: string, sort: string, fields: number): { values: unknown[]; id: string } {
  const ofThisOrder = place.refine((value) => value.sort === sort && value.values.length === fields);
  const { values, id } = decodePlace(ofThisOrder, cursor);
  return { values: values.map((value) => (typeof value === "string" ? value : new Date(value.time))), id };
}
