/** The caller's connection broke while its body was read: that says nothing about the upstream. */
export class CallerGoneError extends Error {
  constructor(cause?: Error) {
    super("the caller has gone", cause === undefined ? undefined : { cause });
    this.name = "CallerGoneError";
  }
}
