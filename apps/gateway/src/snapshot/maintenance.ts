/** `until` in milliseconds since the epoch: it is over then; null when nobody knows. */
export type Maintenance = { readonly message: string; readonly until: number | null };
