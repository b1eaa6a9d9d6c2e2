import { z } from "zod";
import { commonInput } from "../resources/fields.ts";

const flag = z
  .enum(["true", "false"])
  .optional()
  .transform((value) => value === "true");

const managedBy = commonInput.managedBy.unwrap().unwrap().optional();
const label = z.string().max(200).optional();

const scope = {
  /** Who applies the document: keeps what it creates, and owns what may be pruned. */
  managedBy,
  label,
  /** Whether what is in the scope and not in the document is deleted. */
  prune: flag,
  /** Whether a client, profile or address that was switched off or removed may come back. */
  reactivate: flag,
};

export const diffQuery = z.strictObject(scope);
export type DiffOptions = z.infer<typeof diffQuery>;

export const applyQuery = z.strictObject({
  ...scope,
  dryRun: flag,
  /** Whether resources that somebody else keeps may be changed. */
  force: flag,
  /** Whether new profiles get a token or secret, which the answer shows once. */
  issueTokens: flag,
  /** The config version that the caller has looked at: with any later one the document is refused. */
  baseVersion: z
    .string()
    .regex(/^\d{1,15}$/, "must be the number of a version")
    .transform(Number)
    .optional(),
});
export type ApplyOptions = z.infer<typeof applyQuery>;
