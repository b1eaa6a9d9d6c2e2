import { type CapturedBody, MOST_CAPTURED_BYTES } from "@zerq/plane-protocol/captured";
import type { BodyCapture } from "./body-capture.ts";
import { redactJson } from "./redact-json.ts";
import { redactForm, redactTokens, redactUrls, redactXml } from "./redact-text.ts";

/** What a message says of its body. */
export type BodyLabels = { readonly contentType: string | null; readonly contentEncoding: string | null };

/** How a body of a kind is redacted; everything else that is text loses only what is a secret by its form. */
const redactors: readonly [RegExp, (text: string, names: ReadonlySet<string>) => string][] = [
  [/^application\/(?:[\w.+-]+\+)?(?:json|x-ndjson|ndjson)$|^text\/json$/, redactJson],
  [/^application\/x-www-form-urlencoded$/, redactForm],
  [/^(?:application|text)\/(?:[\w.+-]+\+)?xml$|^text\/html$/, redactXml],
];

/**
 * The record of a body: text with its secrets taken out, or bytes in base64.
 * @param names of the route's own secrets, in lower case
 * @returns null when there was none
 */
export function capturedBody(
  capture: BodyCapture,
  { contentType, contentEncoding }: BodyLabels,
  names: ReadonlySet<string>,
): CapturedBody | null {
  const { bytes, isTruncated: truncated, isSkipped } = capture;
  const kept = capture.finish();
  if (bytes === 0) return null;
  const encoding = contentEncoding?.toLowerCase() === "identity" ? null : contentEncoding;
  const about = {
    contentType: contentType?.slice(0, 256) ?? null,
    contentEncoding: encoding?.slice(0, 64) ?? null,
    bytes,
    truncated,
  };
  if (isSkipped && kept.length === 0)
    return { kind: "omitted", content: "no room for it in memory", ...about };
  const mediaType = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  // Its fields can't be told apart without reading all of them, and passwords may be among them.
  if (mediaType.startsWith("multipart/")) return { kind: "omitted", content: "a multipart body", ...about };
  const text = encoding === null ? textOf(kept, truncated) : undefined;
  if (text === undefined) return { kind: "base64", content: kept.toString("base64"), ...about };
  const redact = redactors.find(([type]) => type.test(mediaType))?.[1] ?? guessed(text);
  // An upstream that says where it was asked says the parameters too: in links, and in what it echoes.
  const redacted = redactTokens(redactUrls(redact(text, names), names));
  // What was taken out may have been shorter than what stands in its place.
  const content = redacted.slice(0, MOST_CAPTURED_BYTES);
  return { kind: "text", content, ...about, truncated: truncated || content.length < redacted.length };
}

/** A body that doesn't say what it is, or says something else, is still what it looks like. */
function guessed(text: string): (text: string, names: ReadonlySet<string>) => string {
  const first = text.trimStart()[0];
  if (first === "{" || first === "[") return redactJson;
  return first === "<" ? redactXml : redactForm;
}

/** @returns undefined when it is no UTF-8 text; a character that was cut at the end of what was kept is left out */
function textOf(bytes: Buffer, isTruncated: boolean): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, {
      stream: isTruncated,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text.
    return /[\u0000-\u0008\u000b\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
