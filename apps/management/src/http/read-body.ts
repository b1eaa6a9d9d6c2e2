import type { IncomingMessage } from "node:http";
import { AppError } from "@zerq/errors/app-error";
import { parseStrictJson } from "@zerq/json/strict-json";
import { parseStrictYaml } from "@zerq/json/strict-yaml";

/** Largest body that the API takes, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024;
/** The same for a whole document in JSON. YAML takes far longer to read, and stays with the other one. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

export type RequestBody = { text: string; value: unknown };

/**
 * The body of a request, in JSON or, where the route takes documents, in YAML; undefined when there is none.
 * @throws AppError `unsupported_media_type`, `body_too_large` or `bad_request`
 */
export async function readBody(
  request: IncomingMessage,
  { alsoYaml = false, maxBodyBytes }: { alsoYaml?: boolean; maxBodyBytes?: number },
): Promise<RequestBody | undefined> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return undefined;
  const isYaml = alsoYaml && isYamlType(request.headers["content-type"]);
  if (!isYaml) refuseOtherTypes(request, alsoYaml);
  refuseCompressed(request);
  const usual = alsoYaml && !isYaml ? MAX_DOCUMENT_BYTES : MAX_BODY_BYTES;
  const bytes = await readBytes(request, maxBodyBytes ?? usual);
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  return { text, value: isYaml ? parseStrictYaml(text) : parseStrictJson(text) };
}

/** RFC 9512, and what was used before it. */
function isYamlType(type = ""): boolean {
  return /^(application|text)\/(x-)?yaml\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim());
}

/** JSON in UTF-8 (RFC 8259 section 8.1), uncompressed; a form or plain text can be sent across sites without asking. */
function refuseOtherTypes({ headers }: IncomingMessage, alsoYaml: boolean): void {
  const type = headers["content-type"] ?? "";
  const isJson = /^application\/(json|merge-patch\+json)\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim());
  const types = alsoYaml ? "application/json or application/yaml" : "application/json";
  if (!isJson)
    throw new AppError("unsupported_media_type", { message: `The body must be ${types} in UTF-8.` });
}

function refuseCompressed({ headers }: IncomingMessage): void {
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity")
    throw new AppError("unsupported_media_type", { message: "A compressed body is not supported here." });
}

/** The whole body. @throws AppError `body_too_large` beyond `maxBytes`, `bad_request` */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      request.removeAllListeners("data");
      reject(new AppError("body_too_large", { headers: { Connection: "close" } }));
    };
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) return tooLarge();
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return tooLarge();
      chunks.push(chunk);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", (error) => reject(new AppError("bad_request", { log: String(error) })));
    request.once("aborted", () => reject(new AppError("bad_request", { log: "the caller went away" })));
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new AppError("bad_request", { message: "The body is not UTF-8." });
  }
}
