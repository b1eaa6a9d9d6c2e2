import type { ConnectionOptions } from "./open-management.ts";

/** What diff and apply have in common. */
export type ScopeOptions = ConnectionOptions & {
  managedBy?: string;
  label?: string;
  prune?: boolean;
  reactivate?: boolean;
};

type Flag = "true" | "false";

export function scopeQuery({ managedBy, label, prune, reactivate }: ScopeOptions) {
  return {
    ...(managedBy !== undefined && { managedBy }),
    ...(label !== undefined && { label }),
    ...flags({ prune, reactivate }),
  };
}

/** Flags that are set, as the API spells them. */
export function flags<N extends string>(given: Record<N, boolean | undefined>): Partial<Record<N, Flag>> {
  const set = Object.entries<boolean | undefined>(given).filter(([, value]) => value === true);
  return Object.fromEntries(set.map(([name]) => [name, "true"])) as Partial<Record<N, Flag>>;
}
