import type { ClientSession } from "mongoose";
import type { ResourceDocument } from "../resource-document.ts";
import type { ResourceKind, Staged } from "../resource-kind.ts";
import { fieldWidenings } from "./field-widenings.ts";
import type { Warning } from "./warning.ts";

/**
 * All that a change of one resource opens: by its own fields, and beside others.
 * @param change null before a creation, and after a deletion
 * @param staged as in `ResourceKind.widenings`
 */
export async function findWidenings<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession | null,
  change: { before: D | null; after: D | null },
  staged?: Staged<D>,
): Promise<Warning[]> {
  const { before, after } = change;
  const then = before === null ? null : kind.toInput(before);
  const own = after === null ? [] : fieldWidenings(kind.plural, then, kind.toInput(after));
  return [...own, ...((await kind.widenings?.(session, change, staged)) ?? [])];
}
