import { AppError } from "@zerq/errors/app-error";
import { z } from "zod";

/** What every list takes: `limit` (50, at most 500) and `cursor`. */
export const pageParameters = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "must be a number from 1 to 500")
    .transform(Number)
    .refine((limit) => limit <= 500, "must be a number from 1 to 500")
    .default(50),
  cursor: z.string().max(500).optional(),
};

/** A moment as RFC 3339, read as a Date. */
export const moment = z.iso
  .datetime({ offset: true, error: "must be a time such as 2031-05-04T10:00:00Z" })
  .transform((text) => new Date(text));

/** The shape of a list's answer. */
export function pageOf(item: z.ZodType): z.ZodType {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A page of `limit` items from up to `limit + 1` that were found; `place` says where an item stands in the order. */
export function toPage<T, V>(
  found: readonly T[],
  limit: number,
  view: (item: T) => V,
  place: (item: T) => object,
): { items: V[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items: items.map(view), nextCursor: last === undefined ? null : encodePlace(place(last)) };
}

function encodePlace(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/**
 * The place that a cursor names. It grants nothing, so it isn't signed, but it is held to its schema.
 * @throws AppError `validation_failed` when it is no cursor of this list
 */
export function decodePlace<T>(schema: z.ZodType<T>, cursor: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new AppError("validation_failed", {
      details: [{ path: "query.cursor", code: "invalid", message: "is not a cursor of this list" }],
    });
  }
}
