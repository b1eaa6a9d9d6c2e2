import type { RevocationList } from "./revocation-list.ts";

/** Lists that were in force together; a new object whenever one of them has changed. */
export type RevocationState = { readonly lists: readonly RevocationList[] };

/** Where a profile's revocation lists come from. */
export type RevocationSource = {
  /** What is in force; undefined while it has never been had. */
  readonly state: RevocationState | undefined;
  /** Waits for what has never been had. It never throws. */
  load(): Promise<void>;
};

/** Lists that are a part of the config. */
export function fixedRevocation(lists: readonly RevocationList[]): RevocationSource {
  return { state: { lists }, load: async () => undefined };
}
