import type { Secret } from "@zerq/logging/secret";
import { z } from "zod";
import { key32, list } from "./kinds.ts";

/** More would only be forgotten there: each of them opens what the present one opens. */
export const MOST_PREVIOUS_KEYS = 2;

/** Keys that are accepted beside the present one while it is being changed, separated by commas; each as `key32`. */
export const previousKeys: z.ZodType<Secret<Buffer>[], string> = list.transform((items, context) => {
  const keys: Secret<Buffer>[] = [];
  const refuse = (message: string) => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  if (items.length > MOST_PREVIOUS_KEYS) return refuse(`must be at most ${MOST_PREVIOUS_KEYS} keys`);
  for (const item of items) {
    const parsed = key32.safeParse(item);
    if (!parsed.success) return refuse(parsed.error.issues[0]?.message ?? "can't be read");
    if (keys.some((key) => key.reveal().equals(parsed.data.reveal()))) return refuse("names a key twice");
    keys.push(parsed.data);
  }
  return keys;
});

/**
 * Refuses the present key among the earlier ones: then nothing is being changed, and somebody believes that it is.
 * @throws Error with one sentence
 */
export function refusePresentKey(
  names: readonly [current: string, previous: string],
  current: Secret<Buffer>,
  previous: readonly Secret<Buffer>[],
): void {
  if (previous.some((key) => key.reveal().equals(current.reveal())))
    throw new Error(`${names[1]} names the key of ${names[0]} too; each must be another key.`);
}
