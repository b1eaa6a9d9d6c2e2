/** A problem with a sentence that says what to do; the launcher prints it and ends with 1. */
export class LauncherError extends Error {
  override name = "LauncherError";
}
