import { z } from "zod";
import { time, timeOutput } from "./fields.ts";

/** Callers read the message: text for people, without control characters. */
export const maintenance = z
  .object({
    message: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^\P{Cc}*$/u, "must not hold control characters"),
    until: time.nullable().default(null),
  })
  .strict()
  .nullable()
  .default(null);

export type Maintenance = z.infer<typeof maintenance>;

export const maintenanceOutput = z.strictObject({ message: z.string(), until: timeOutput }).nullable();

/** Documents of before this field have none. */
export function maintenanceView(stored: Maintenance | undefined): z.infer<typeof maintenanceOutput> {
  if (stored === undefined || stored === null) return null;
  return { message: stored.message, until: stored.until?.toISOString() ?? null };
}
