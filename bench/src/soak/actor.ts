/** Something that one kind of caller does once; it is done again and again until the soak ends. */
export type Actor = { name: string; copies: number; betweenMs: number; act(): Promise<void> };
