import type { IncomingMessage } from "node:http";
import { AppError } from "@zerq/errors/app-error";
import { readBytes } from "./read-body.ts";

/** Largest form, in bytes: a token and its name. */
const MAX_FORM_BYTES = 20 * 1_024;

/**
 * One field of a form (`application/x-www-form-urlencoded`) that must be there once.
 * @throws AppError `unsupported_media_type`, `body_too_large` or `bad_request`
 */
export async function readFormField(request: IncomingMessage, name: string): Promise<string> {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim()))
    throw new AppError("unsupported_media_type", { message: "The body must be a form." });
  const text = (await readBytes(request, MAX_FORM_BYTES)).toString("utf8");
  const values = new URLSearchParams(text).getAll(name);
  if (values.length !== 1 || values[0] === undefined || values[0] === "")
    throw new AppError("bad_request", { message: `The form must have ${name} once.` });
  return values[0];
}
