import type { IncomingMessage } from "node:http";
import { AppError } from "@zerq/errors/app-error";
import { parseStrictJson } from "@zerq/json/strict-json";

/** Largest body that the API takes, in bytes. */
const MAX_BODY_BYTES = 1024 * 1024;

export type JsonBody = { text: string; value: unknown };

/**
 * The JSON body of a request; undefined when there is none.
 * @throws AppError `unsupported_media_type`, `body_too_large` or `bad_request`
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody | undefined> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return undefined;
  refuseOtherTypes(request);
  const bytes = await readBytes(request, MAX_BODY_BYTES);
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  return { text, value: parseStrictJson(text) };
}

/** JSON in UTF-8 (RFC 8259 section 8.1), uncompressed; a form or plain text can be sent across sites without asking. */
function refuseOtherTypes({ headers }: IncomingMessage): void {
  const type = headers["content-type"] ?? "";
  const isJson = /^application\/(json|merge-patch\+json)\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim());
  if (!isJson)
    throw new AppError("unsupported_media_type", { message: "The body must be application/json in UTF-8." });
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
