/** A failure with a sentence that says what to do; it is printed on standard error, and the command ends with 1. */
export class CliError extends Error {
  override name = "CliError";
}
