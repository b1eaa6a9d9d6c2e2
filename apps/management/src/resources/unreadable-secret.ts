import { SealError } from "@zerq/crypto/sealed-value";
import { AppError } from "@zerq/errors/app-error";

/**
 * Opens a stored secret. One that was moved here from another document or field, cut, or encrypted under another key is
 * refused with the name of where it lies, for operators: nothing of it is used, and nothing of it is shown (threat 19).
 * @param where such as `apiKey of the credential upstream-key`
 * @throws AppError `stored_secret_unreadable`
 */
export function openNamed<T>(where: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new AppError("stored_secret_unreadable", {
      message: `The stored ${where} does not open: it was not encrypted for this place. Enter it again, and find out who changed it.`,
      log: error.message,
      cause: error,
    });
  }
}
