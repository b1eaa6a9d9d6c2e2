import { list } from "@zerq/env/kinds";
import { MOST_PREVIOUS_KEYS } from "@zerq/env/previous-keys";
import { Secret } from "@zerq/logging/secret";
import type { z } from "zod";

/** Signing keys before the present one, separated by commas: as many as there are of shared keys. Each is read when it is opened. */
export const signingKeys: z.ZodType<Secret<string>[], string> = list.transform((items, context) => {
  if (items.length > MOST_PREVIOUS_KEYS)
    context.addIssue({ code: "custom", message: `must be at most ${MOST_PREVIOUS_KEYS} keys` });
  return items.map((item) => new Secret(item));
});

/** Names of keys, as `zerq keys status` shows them. */
export const keyNames: z.ZodType<string[], string> = list.transform((items, context) => {
  if (!items.every((item) => /^[0-9a-f]{16}$/.test(item)))
    context.addIssue({ code: "custom", message: "must be names of keys: 16 hex digits each" });
  return items;
});
