const json =
  /^application\/(?:json|[a-z0-9!#$&^_.+-]{1,100}\+json)[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i;

/**
 * Why a body with these headers can't be held to a schema: it is no JSON in UTF-8 (RFC 8259 section 8.1), or is encoded.
 * @param headers names and values in turn. @returns undefined when it can
 */
export function jsonProblem(headers: readonly string[]): string | undefined {
  let types = 0;
  for (let index = 0; index < headers.length; index += 2) {
    const name = (headers[index] as string).toLowerCase();
    const value = headers[index + 1] as string;
    if (name === "content-encoding" && value.toLowerCase() !== "identity") return "the body is encoded";
    if (name !== "content-type") continue;
    types += 1;
    if (!json.test(value)) return "the content type is not JSON in UTF-8";
  }
  return types === 1 ? undefined : `${types} content types`;
}
