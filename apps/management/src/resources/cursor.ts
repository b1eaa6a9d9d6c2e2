import { AppError } from "@zerq/errors/app-error";
import { z } from "zod";

const cursor = z.object({
  s: z.string(),
  v: z.union([z.string(), z.object({ t: z.number() })]),
  i: z.string().regex(/^[0-9a-f]{24}$/),
});

/** Where a page ended: the sort order, the last value and the last id. It grants nothing, so it isn't signed. */
export function encodeCursor(sort: string, value: unknown, id: string): string {
  const v = value instanceof Date ? { t: value.getTime() } : String(value);
  return Buffer.from(JSON.stringify({ s: sort, v, i: id })).toString("base64url");
}

/** @throws AppError when the cursor is none, or belongs to another order */
export function decodeCursor(text: string, sort: string): { value: unknown; id: string } {
  try {
    const { s, v, i } = cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    if (s === sort) return { value: typeof v === "string" ? v : new Date(v.t), id: i };
  } catch {
    // Falls through to the one refusal.
  }
  throw new AppError("validation_failed", {
    details: [{ path: "query.cursor", code: "invalid", message: "is not a cursor of this list" }],
  });
}
