import { AppError } from "@zerq/errors/app-error";
import { z } from "zod";

/** Longest reason, in characters: a sentence and the number of a ticket. */
export const MAX_REASON = 500;

/**
 * Why somebody changes something, in their own words, for auditors. One line of text: no control characters, no line or
 * paragraph separators and no overrides of the writing direction, with which an entry could be made to look like another.
 * Written as ranges, since whoever reads the pattern in the OpenAPI document may not know Unicode's classes.
 */
export const reasonText = z
  .string()
  .trim()
  .min(1, "must say something")
  .max(MAX_REASON, `must be at most ${MAX_REASON} characters`)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
    /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff\u2028-\u202e\u2066-\u2069]*$/u,
    "must be one line of plain text",
  );

/**
 * The reason that a request gives for what it does: `X-Change-Reason`, in UTF-8.
 * @throws AppError `bad_request` when it is too long, isn't UTF-8 or isn't plain text
 */
export function readReason(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const parsed = reasonText.safeParse(asUtf8(String(header)));
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues[0]?.message ?? "is no reason");
}

/** Header values come byte by byte as Latin-1 (node:http). */
function asUtf8(latin1: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(latin1, "latin1"));
  } catch {
    throw refused("must be UTF-8");
  }
}

function refused(problem: string): AppError {
  return new AppError("bad_request", { message: `X-Change-Reason ${problem}.` });
}
