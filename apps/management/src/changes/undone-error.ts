/**
 * Ends a whole transaction for the sake of one of its changes, of which something is written already. The others of the group
 * are carried out again without it.
 */
export class UndoneError extends Error {
  /** What the caller of that change is told. */
  readonly refusal: unknown;

  constructor(refusal: unknown) {
    super("a change was undone");
    this.name = "UndoneError";
    this.refusal = refusal;
  }
}
