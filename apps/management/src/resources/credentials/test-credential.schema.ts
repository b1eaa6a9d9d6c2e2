import { testResults } from "@zerq/plane-protocol/command-body";
import { z } from "zod";
import { targetUrl } from "../fields.ts";

export const testInput = z
  .object({
    /**
     * What is asked for with the credential, by GET, on one of its origins. Not given: `/` of its first origin; of an
     * oauth2_client credential, nothing but the token.
     */
    url: targetUrl.optional(),
  })
  .strict();

export type TestInput = z.infer<typeof testInput>;

export const testOutput = z.strictObject({
  /** A fixed code; nothing of what the upstream says. `no_answer`: the gateway didn't say in time what became of it. */
  result: z.enum([...testResults, "no_answer"]),
  /** The environment variable or secret file that the gateway doesn't have; for `missing_env` alone. */
  missing: z.string().nullable(),
  /** The gateway instance that has tried. */
  gateway: z.string(),
  /** What was asked for; null: a token alone. */
  url: z.string().nullable(),
});

export type TestOutput = z.infer<typeof testOutput>;
