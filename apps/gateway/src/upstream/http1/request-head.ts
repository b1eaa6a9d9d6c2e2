import type { UpstreamRequest } from "./upstream-request.ts";

const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const NOT_IN_PATH = /[^\x21-\x7e\x80-\xff]/;
/** Methods whose requests say that they have no body (RFC 9110 section 8.6). */
const announcing = new Set(["POST", "PUT", "PATCH"]);

/**
 * The head of a request, in ISO 8859-1. The framing is made here and nowhere else, and what could end a line is refused
 * once more, whoever has put it together.
 * @param host as in the URL of the upstream
 * @throws TypeError for a path or value that can't stand in a head
 */
export function requestHead(request: UpstreamRequest, host: string): string {
  const { method, path, headers, contentLength } = request;
  if (NOT_IN_PATH.test(path)) throw new TypeError("the path towards the upstream can't be sent");
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  for (let index = 0; index < headers.length; index += 2) {
    const value = headers[index + 1] as string;
    if (NOT_IN_VALUE.test(value)) throw new TypeError(`the value of ${headers[index]} can't be sent`);
    head += `${headers[index]}: ${value}\r\n`;
  }
  if (contentLength > 0 || (contentLength === 0 && announcing.has(method)))
    return `${head}content-length: ${contentLength}\r\n\r\n`;
  return contentLength === -1 ? `${head}transfer-encoding: chunked\r\n\r\n` : `${head}\r\n`;
}
