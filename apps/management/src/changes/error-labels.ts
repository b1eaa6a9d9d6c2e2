/** Labels and codes by which MongoDB and its driver say what may be done about an error. */

export function hasLabel(error: unknown, label: string): boolean {
  const labelled = error as { hasErrorLabel?: (label: string) => boolean } | null;
  return labelled?.hasErrorLabel?.(label) === true;
}

/**
 * WriteConflict, NoSuchTransaction, and Interrupted: what remains of a transaction that another instance has ended by
 * killSessions. MongoDB labels the first two, but not always the last.
 */
const transientCodes: readonly unknown[] = [112, 251, 11_601];

/** Whether the same transaction may succeed when it is tried again as a whole. */
export function isTransient(error: unknown): boolean {
  if (hasLabel(error, "TransientTransactionError") || hasLabel(error, "UnknownTransactionCommitResult"))
    return true;
  if (!(error instanceof Error)) return false;
  return (
    /^Mongo(Network|ServerSelection|PoolCleared)/.test(error.name) || transientCodes.includes(codeOf(error))
  );
}

/** Code 11000: a unique index has this key already. */
export function isDuplicateKey(error: unknown): boolean {
  return codeOf(error) === 11_000;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
