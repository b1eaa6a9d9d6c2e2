import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { AppError } from "@zerq/errors/app-error";
import { toErrorBody } from "@zerq/errors/to-http";
import { HSTS } from "../request/answer-headers.ts";

/** What the parser's complaints are in the catalogue. Everything else that it complains about is a malformed request. */
const codes: Readonly<Record<string, "headers_too_large" | "body_too_large" | "request_timeout">> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "body_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

type ParserError = Error & { code?: string; rawPacket?: Buffer; bytesParsed?: number };

/** @returns undefined when the connection broke: there is nobody to tell */
export function clientError(error: ParserError): AppError | undefined {
  const code = error.code ?? "";
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ETIMEDOUT") return undefined;
  const mapped = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const known = mapped === "headers_too_large" && isInRequestLine(error) ? "uri_too_long" : mapped;
  // An incomplete request is malformed (RFC 9112 section 8); operators look for a caller that has gone.
  const reason =
    code === "HPE_INVALID_EOF_STATE" ? "the caller has gone in the middle of its request" : error.message;
  return new AppError(known ?? "bad_request", { log: `${code}: ${reason}` });
}

/** The parser counts the request target as a header; a packet that begins with a method and has no line end is one. */
function isInRequestLine({ rawPacket, bytesParsed }: ParserError): boolean {
  if (rawPacket === undefined) return false;
  const parsed = rawPacket.subarray(0, bytesParsed ?? rawPacket.length).toString("latin1");
  return /^[A-Z]{3,16} [^\r\n]*$/.test(parsed);
}

/**
 * Answers on the bare connection, for a request that never got far enough to have a response, and closes it. Nothing is said
 * to a connection that can't be written to any more.
 */
export function answerAndClose(socket: Socket, error: AppError, requestId: string): number {
  const body = JSON.stringify(toErrorBody(error, requestId));
  if (!socket.writable) return 0;
  const hsts = socket instanceof TLSSocket ? `Strict-Transport-Security: ${HSTS}\r\n` : "";
  socket.write(
    `HTTP/1.1 ${error.status} ${reasons[error.status] ?? "Error"}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${hsts}X-Request-ID: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
  return body.length;
}

const reasons: Readonly<Record<number, string>> = {
  400: "Bad Request",
  408: "Request Timeout",
  413: "Payload Too Large",
  414: "URI Too Long",
  431: "Request Header Fields Too Large",
};
