/** Why an entity can't be compiled, in words for operators. What depends on it is denied, never left out. */
export class CompileError extends Error {}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
